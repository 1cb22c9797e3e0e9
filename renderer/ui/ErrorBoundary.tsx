import { Component } from 'react';
import type { ErrorInfo, ReactNode } from 'react';

/** What was thrown while a part of the window was drawn. */
export interface Caught {
  readonly error: unknown;
  /** Which component it was, and what it stands in; absent until React has told. */
  readonly componentStack?: string | undefined;
}

interface ErrorBoundaryProps {
  /** What is shown. Another value draws the children anew: what was thrown belongs to what was shown before. */
  readonly of: string;
  /** Stands in the place of the children once they have thrown; `again` draws them anew. */
  readonly instead: (caught: Caught, again: () => void) => ReactNode;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly caught: Caught | undefined;
}

/** Keeps what its children throw while they are drawn from taking the whole window with them. React offers this to classes alone. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { caught: undefined };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { caught: { error } };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    this.setState({ caught: { error, componentStack: componentStack ?? undefined } });
  }

  override componentDidUpdate(before: ErrorBoundaryProps): void {
    if (before.of !== this.props.of && this.state.caught !== undefined) this.again();
  }

  private again(): void {
    this.setState({ caught: undefined });
  }

  override render(): ReactNode {
    const { caught } = this.state;
    return caught === undefined ? this.props.children : this.props.instead(caught, () => this.again());
  }
}
