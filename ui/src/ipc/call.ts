import { invoke } from "@tauri-apps/api/core";
import { CODES, type Commands, type ErrorDto } from "./generated/contract";

/** What the core answers when it cannot do what was asked: a code, and words in the person's language. */
export class CallError extends Error {
  readonly dto: ErrorDto;

  constructor(dto: ErrorDto) {
    super(dto.message);
    this.name = "CallError";
    this.dto = dto;
  }

  get code(): ErrorDto["code"] {
    return this.dto.code;
  }
}

/** A command without anything to say needs no argument. */
type Args<C extends keyof Commands> =
  Record<never, never> extends Commands[C]["request"]
    ? [request?: Commands[C]["request"]]
    : [request: Commands[C]["request"]];

/** Asks the core. A name or a field that the contract does not know is a compile error. */
export async function call<C extends keyof Commands>(
  command: C,
  ...[request]: Args<C>
): Promise<Commands[C]["response"]> {
  try {
    return await invoke<Commands[C]["response"]>(command, { request: request ?? {} });
  } catch (thrown) {
    throw new CallError(errorOf(thrown));
  }
}

/** What was thrown, as the failure that it is. */
export function errorOf(thrown: unknown): ErrorDto {
  if (thrown instanceof CallError) return thrown.dto;
  if (isErrorDto(thrown)) return thrown;
  // Why: the transport itself failed (unknown command, denied permission): a fault of Upbeat; its words are for the log.
  return { code: "internal", message: String(thrown), subject: null, fix: "", retryable: false };
}

function isErrorDto(value: unknown): value is ErrorDto {
  if (typeof value !== "object" || value === null || !("code" in value) || !("message" in value))
    return false;
  return CODES.some((code) => code === value.code) && typeof value.message === "string";
}
