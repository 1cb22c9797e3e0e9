import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { IconButton } from './Button.tsx';

interface DrawerProps {
  /** What the drawer is about: its title takes the focus whenever `of` changes. */
  readonly of: string;
  /** A line above the title: `Connection 4 of 12`. */
  readonly over?: ReactNode;
  readonly title: string;
  /** Under the title: outcome and how it is known. */
  readonly marks?: ReactNode;
  readonly onClose: () => void;
  readonly onPrevious?: (() => void) | undefined;
  readonly onNext?: (() => void) | undefined;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}

/** Details beside the table: it pushes the table and never covers it. Where both don't fit, it lies under the table. */
export function Drawer({ of, over, title, marks, onClose, onPrevious, onNext, children, footer }: DrawerProps) {
  const titleId = useId();
  return (
    <aside aria-labelledby={titleId} data-drawer className="drawer">
      <header className="flex items-start gap-2.5 border-b border-line pt-3.5 pr-4 pb-3 pl-5 max-rail:pl-4">
        <div className="min-w-0 flex-1">
          {over !== undefined && <div className="mb-0.5 truncate text-small text-ink-3">{over}</div>}
          <h2
            key={of}
            id={titleId}
            ref={focusAtOnce}
            tabIndex={-1}
            className="text-lead font-semibold tracking-[-0.006em]"
          >
            {title}
          </h2>
          {marks !== undefined && <div className="mt-1.5 flex flex-wrap items-center gap-2">{marks}</div>}
        </div>
        <div className="flex flex-none">
          {(onPrevious !== undefined || onNext !== undefined) && (
            <>
              <IconButton label="Previous" icon={ChevronLeft} onPress={onPrevious ?? noop} isDisabled={!onPrevious} />
              <IconButton label="Next" icon={ChevronRight} onPress={onNext ?? noop} isDisabled={!onNext} />
            </>
          )}
          <IconButton label="Close" icon={X} onPress={onClose} />
        </div>
      </header>
      <div className="min-h-0 flex-1 overflow-auto">{children}</div>
      {footer !== undefined && (
        <footer className="flex flex-wrap items-center gap-2 border-t border-line py-2.5 pr-4 pl-5 max-rail:pl-4">
          {footer}
        </footer>
      )}
    </aside>
  );
}

function noop(): void {}

/** Brought into sight where the drawer lies under the table. */
function focusAtOnce(heading: HTMLElement | null): void {
  heading?.focus({ preventScroll: true });
  heading?.closest('[data-drawer]')?.scrollIntoView({ block: 'start' });
}

/** For when what had the focus in the drawer is gone. */
export function focusDrawerTitle(): void {
  document.querySelector<HTMLElement>('[data-drawer] h2')?.focus();
}

interface DrawerSectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

export function DrawerSection({ title, children }: DrawerSectionProps) {
  return (
    <section className="border-b border-line px-5 py-3.25 last:border-b-0 max-rail:px-4">
      <h3 className="mb-1.75 text-small font-semibold text-ink-3">{title}</h3>
      {/* A long word, such as a path, makes no section wider than the drawer. */}
      <div className="min-w-0 wrap-anywhere">{children}</div>
    </section>
  );
}
