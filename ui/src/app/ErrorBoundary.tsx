import { Component, type ReactNode } from "react";
import { Button } from "@/kit/Button";
import { EmptyState } from "@/kit/EmptyState";
import { useText } from "@/text/context";
import { shell } from "@/text/shell";

type Props = {
  children: ReactNode;
  /** What is shown. When it becomes something else, a fault of the former is forgotten. */
  of?: string;
};
type State = { broken: boolean; of: string | undefined };

/** Keeps a fault of one screen from blanking the window. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { broken: false, of: this.props.of };

  static getDerivedStateFromError(): Partial<State> {
    return { broken: true };
  }

  static getDerivedStateFromProps({ of }: Props, state: State): State | null {
    return of === state.of ? null : { broken: false, of };
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
