import { Component, type ReactNode } from "react";
import { Button } from "@/kit/Button";
import { EmptyState } from "@/kit/EmptyState";
import { useText } from "@/text/context";
import { shell } from "@/text/shell";

/** Keeps a fault of one screen from blanking the window. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const t = useText(shell);
  return (
    <div role="alert">
      <EmptyState
        sentence={t.broken}
        action={<Button onPress={() => location.reload()}>{t.reload}</Button>}
      />
    </div>
  );
}
