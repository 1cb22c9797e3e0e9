import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

interface PageProps {
  /** What the page is called, a noun. */
  readonly title: string;
  /** One line of explanation. */
  readonly about?: ReactNode;
  /** At the right of the title; one primary at most. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Drawer or side panel at the right, beside the column. */
  readonly beside?: ReactNode;
}

/** A page: its column, whose own width decides what it shows, and what may stand beside it. */
export function Page({ title, about, actions, children, beside }: PageProps) {
  return (
    <div className="page">
      <div className="column">
        <PageHeader title={title} about={about} actions={actions} />
        {children}
      </div>
      {beside}
    </div>
  );
}

type PageHeaderProps = Pick<PageProps, 'title' | 'about' | 'actions'>;

export function PageHeader({ title, about, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-2.5 px-6 pt-4.5 pb-3.5 max-rail:px-5 max-rail:pt-3.5 max-rail:pb-3">
      <div className="min-w-0 flex-[1_1_20rem]">
        <PageTitle>{title}</PageTitle>
        {about !== undefined && <p className="mt-0.5 text-ink-2">{about}</p>}
      </div>
      {actions !== undefined && <div className="flex max-w-full flex-none flex-wrap gap-2">{actions}</div>}
    </header>
  );
}

/** The page's heading takes the focus when the page is opened, so that a screen reader says where one is. */
function PageTitle({ children }: { readonly children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const { activeElement, body } = globalThis.document;
    if (activeElement === null || activeElement === body || activeElement.closest('[data-moves-focus]') !== null) {
      heading.current?.focus({ preventScroll: true });
    }
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className="text-title font-semibold">
      {children}
    </h1>
  );
}

/** The line of filters under a page's header. */
export function FilterBar({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2 border-b border-line px-6 pb-3 max-rail:px-5">
      {children}
    </div>
  );
}

interface ScrollProps {
  readonly label: string;
  readonly children: ReactNode;
  /** Told the element that scrolls. */
  readonly onElement?: (element: HTMLElement | null) => void;
}

/** What scrolls inside the column. */
export function Scroll({ label, children, onElement }: ScrollProps) {
  return (
    <section
      {...(onElement === undefined ? {} : { ref: onElement })}
      aria-label={label}
      // A scrolling region must be reachable by keyboard even while it holds no control.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="scroll"
    >
      {children}
    </section>
  );
}

/** Notes that stand across the column. */
export function Note({ children, icon }: { readonly children: ReactNode; readonly icon?: ReactNode }) {
  return (
    <div className="flex items-start gap-2.25 border-b border-line px-6 py-2.25 text-ink-2 max-rail:px-5">
      {icon !== undefined && <span className="mt-0.5">{icon}</span>}
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
