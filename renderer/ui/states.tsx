import { CircleAlert, TriangleAlert } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { Sentence } from './Sentence.tsx';

interface EmptyStateProps {
  readonly icon: LucideIcon;
  /** What is missing. */
  readonly title: string;
  /** What it would decide. */
  readonly children: ReactNode;
  /** One primary and one other way. */
  readonly actions?: ReactNode;
}

export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="mx-6 mb-4 flex flex-col items-center rounded-lg border border-dashed border-line-strong bg-subtle px-6 py-7.5 text-center max-rail:mx-5">
      <Icon of={icon} className="text-ink-3" />
      <h2 className="mt-2 text-lead font-semibold">{title}</h2>
      <div className="mt-1 max-w-115 text-ink-2">{children}</div>
      {actions !== undefined && <div className="mt-3.5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}

const none: readonly ReactNode[] = [];

interface ErrorStateProps {
  /** What happened. */
  readonly title: string;
  /** What was not harmed. */
  readonly children?: ReactNode;
  /** What to do, in order. */
  readonly steps?: readonly ReactNode[];
  readonly actions?: ReactNode;
  readonly details?: ReactNode;
}

export function ErrorState({ title, children, steps = none, actions, details }: ErrorStateProps) {
  return (
    <div role="alert" className="mx-6 mb-4 max-w-215 overflow-hidden rounded-lg border border-fail max-rail:mx-5">
      <div className="flex gap-3 bg-fail-wash px-4.5 py-3.5">
        <Icon of={CircleAlert} size={20} className="text-fail" />
        <div className="min-w-0">
          <h2 className="font-semibold">{title}</h2>
          {children !== undefined && <div className="text-ink-2">{children}</div>}
        </div>
      </div>
      {(steps.length > 0 || actions !== undefined || details !== undefined) && (
        <div className="grid gap-3.5 px-4.5 py-3.5">
          {steps.length > 0 && (
            <ol className="grid list-inside list-decimal gap-1 marker:font-semibold">
              {steps.map((step, index) => (
                // The steps are fixed sentences in a fixed order.
                // oxlint-disable-next-line react/no-array-index-key
                <li key={index}>{typeof step === 'string' ? <Sentence>{step}</Sentence> : step}</li>
              ))}
            </ol>
          )}
          {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
          {details}
        </div>
      )}
    </div>
  );
}

/** Something that limits what is shown below it. */
export function Banner({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <div className="flex items-start gap-2.25 border-b border-line bg-subtle px-6 py-2.25 text-ink-2 max-rail:px-5">
      <Icon of={TriangleAlert} className="mt-0.5 text-unknown" />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}

const SHOWN_AFTER_MS = 300;

interface SkeletonRowsProps {
  readonly rows: number;
  /** In pixels, as the rows will have. */
  readonly height: number;
  readonly label: string;
  /** For what may take long. */
  readonly onCancel?: () => void;
  readonly progress?: ReactNode;
}

/** Rows to come. What answers at once shows none. */
export function SkeletonRows({ rows, height, label, onCancel, progress }: SkeletonRowsProps) {
  const shown = useLater(SHOWN_AFTER_MS);
  if (!shown) return null;
  return (
    <div className="border-t border-line">
      <output className="sr-only">{label}</output>
      <Waiting label={label} onCancel={onCancel} progress={progress} />
      {Array.from({ length: rows }, (_, index) => (
        <div
          key={index}
          aria-hidden
          className="flex items-center gap-6 border-b border-line px-6 max-rail:px-5"
          style={{ height }}
        >
          <span className="h-2.5 w-2/5 rounded-sm bg-inset" />
          <span className="h-2.5 w-1/5 rounded-sm bg-inset" />
          <span className="ml-auto h-2.5 w-1/6 rounded-sm bg-inset" />
        </div>
      ))}
    </div>
  );
}

interface WaitingProps {
  readonly label: string;
  readonly onCancel?: (() => void) | undefined;
  /** How far it is, of what tells that. */
  readonly progress?: ReactNode;
}

const TOLD_AFTER_MS = 1_000;

/** What is waited for, how far it is and for how long, once it is more than a moment. */
export function Waiting({ label, onCancel, progress }: WaitingProps) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const startedAt = performance.now();
    const timer = setInterval(() => setSeconds(Math.round((performance.now() - startedAt) / 1_000)), TOLD_AFTER_MS);
    return () => clearInterval(timer);
  }, []);
  if (seconds === 0) return null;
  return (
    <div className="flex items-center gap-3 border-b border-line px-6 py-2 text-ink-2 max-rail:px-5">
      <span>
        {label}, {seconds} s
      </span>
      {progress}
      {onCancel !== undefined && <Button onPress={onCancel}>Cancel</Button>}
    </div>
  );
}

function useLater(ms: number): boolean {
  const [later, setLater] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLater(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return later;
}
