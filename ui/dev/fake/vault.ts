import type { Vault } from "@/ipc";

/** A locked keychain, as the core tells of it in French. */
export const LOCKED_VAULT: Vault = {
  state: "locked",
  trouble: {
    code: "vault.locked",
    message: "Le trousseau est verrouillé. Vos posts sont intacts.",
    subject: null,
    fix: "Déverrouillez le trousseau, puis réessayez.",
    retryable: false,
  },
};
