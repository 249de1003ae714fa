/** The app's mark: notehead in signal, rising stroke and barline in ink. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg role="img" aria-label="Upbeat" width={size} height={size} viewBox="0 0 24 24" fill="none">
      <path
        d="M5.2 17.2C10.6 17.6 13.6 12.8 14.4 4.4"
        stroke="currentColor"
        strokeWidth="2.5"
        strokeLinecap="round"
      />
      <ellipse cx="5.4" cy="17" rx="3.3" ry="2.6" transform="rotate(-20 5.4 17)" fill="var(--signal)" />
      <path d="M20 3.6v16.8" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
    </svg>
  );
}
