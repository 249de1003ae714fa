import { useAnnounced } from "./announce";

/** Where announcements are spoken, politely; nothing is to be seen. */
export function Announcer() {
  const { words, at } = useAnnounced();
  return (
    <div className="sr-only" role="status">
      <span key={at}>{words}</span>
    </div>
  );
}
