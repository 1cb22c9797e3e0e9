import { CircleCheck, TriangleAlert, X } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { Button, IconButton } from './Button.tsx';
import { Icon } from './Icon.tsx';

const SHOWN_FOR_MS = 6_000;

export interface ShownToast {
  readonly id: number;
  readonly title: string;
  readonly tone?: 'warning' | undefined;
  readonly text?: string | undefined;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

interface ToastsProps {
  readonly toasts: readonly ShownToast[];
  readonly onDismiss: (id: number) => void;
}

export function Toasts({ toasts, onDismiss }: ToastsProps) {
  return (
    <section
      aria-label="Messages"
      aria-live="polite"
      className="pointer-events-none fixed right-5 bottom-16 z-20 grid gap-2"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} onDismiss={() => onDismiss(toast.id)} />
      ))}
    </section>
  );
}

function ToastCard({ toast, onDismiss }: { readonly toast: ShownToast; readonly onDismiss: () => void }) {
  const [held, setHeld] = useState(false);
  const dismiss = useEffectEvent(onDismiss);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => dismiss(), SHOWN_FOR_MS);
    return () => clearTimeout(timer);
  }, [held]);
  return (
    // Held while it is looked at: leaving it lets it go again.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex w-93 max-w-[calc(100vw-40px)] items-start gap-2.5 rounded-lg border border-line-strong bg-surface py-2.75 pr-3 pl-3.5 shadow-2"
    >
      {toast.tone === 'warning' ? (
        <Icon of={TriangleAlert} className="mt-0.5 text-unknown" />
      ) : (
        <Icon of={CircleCheck} className="mt-0.5 text-pass" />
      )}
      <div className="min-w-0 flex-1">
        <div className="font-semibold">{toast.title}</div>
        {toast.text !== undefined && <div className="break-words text-ink-2">{toast.text}</div>}
        {toast.action !== undefined && (
          <Button
            className="mt-1.5"
            onPress={() => {
              toast.action?.run();
              onDismiss();
            }}
          >
            {toast.action.label}
          </Button>
        )}
      </div>
      <IconButton label="Dismiss" icon={X} onPress={onDismiss} className="-my-1" />
    </div>
  );
}
