import type { ReactNode } from 'react';

/** What belongs to a page as a whole, at its right: what blocks, what to do next. */
export function SidePanel({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <aside aria-label={label} className="side-panel">
      {children}
    </aside>
  );
}

export function SideSection({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="border-b border-line px-5 py-4 last:border-b-0">
      <h2 className="mb-2 text-small font-semibold text-ink-3">{title}</h2>
      {children}
    </section>
  );
}
