import { createContext, type ReactNode, useContext } from "react";
import { I18nProvider } from "react-aria-components";
import { type Bundle, type Lang, locale, type Messages } from "./messages";

const LangContext = createContext<Lang>("en");

/** Gives everything below the language of the studio. It comes from Rust, never from the browser. */
export function TextProvider({ lang, children }: { lang: Lang; children: ReactNode }) {
  return (
    <LangContext value={lang}>
      <I18nProvider locale={locale(lang)}>{children}</I18nProvider>
    </LangContext>
  );
}

export function useLang(): Lang {
  return useContext(LangContext);
}

/** The words of one bundle in the language of the studio. */
export function useText<T extends Messages>(bundle: Bundle<T>): Bundle<T>["en"] {
  return bundle[useLang()];
}
