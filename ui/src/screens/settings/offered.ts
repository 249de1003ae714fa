/** The offered figures, with the one in force among them. */
export function withCurrent(offered: readonly number[], current: number): number[] {
  return [...new Set([...offered, current])].sort((a, b) => a - b);
}
