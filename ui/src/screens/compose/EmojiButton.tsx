import { Smile } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";
import { IconButton } from "@/kit/IconButton";
import { Popover } from "@/kit/Popover";
import { compose } from "@/text/compose";
import { useText } from "@/text/context";
import styles from "./Writing.module.css";

const EMOJI = [
  ..."😀😄😅😂🙂😉😍🥰😎🤩🤔🙌👏👍👋🙏💪✨⭐🌟🔥🎉🎊🎁❤️🧡💛💚💙💜🤍🖤☀️🌤🌧❄️🌱🌿🌸🌻🍂🍋🍓☕🍵🥐🍽🎨🖌📷🎬🎵📣📅⏰📍🚀💡✅➡️🔗🛍",
].filter((each) => each !== "\ufe0f");

/** A handful of emoji; the system's own panel has the others. */
export function EmojiButton({ onPick }: { onPick: (emoji: string) => void }) {
  const t = useText(compose);
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={t.emoji}
      isOpen={open}
      onOpenChange={setOpen}
      trigger={<IconButton label={t.emoji} icon={Smile} />}
    >
      <div className={styles.emoji}>
        {EMOJI.map((emoji) => (
          <Button
            key={emoji}
            onPress={() => {
              setOpen(false);
              onPick(emoji);
            }}
          >
            {emoji}
          </Button>
        ))}
      </div>
    </Popover>
  );
}
