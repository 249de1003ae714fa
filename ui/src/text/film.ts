import { messages } from "./messages";

export const film = messages(
  {
    play: (name: string) => `Play ${name}`,
    opening: "Opening…",
    tooLarge: "Too large to play here. Its prepared files are not concerned.",
  },
  {
    play: (name) => `Lire ${name}`,
    opening: "Ouverture…",
    tooLarge: "Trop lourd pour être lu ici. Ses fichiers préparés ne sont pas concernés.",
  },
);
