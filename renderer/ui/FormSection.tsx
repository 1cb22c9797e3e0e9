import type { ReactNode } from 'react';

interface FormSectionProps {
  readonly title: string;
  readonly about?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a form: what it is about at the left, its fields at the right. Lines divide, boxes do not. */
export function FormSection({ title, about, children }: FormSectionProps) {
  return (
    <section className="grid grid-cols-[204px_minmax(0,1fr)] gap-x-6 gap-y-2 border-t border-line px-6 py-4 first:border-t-0 max-rail:px-5 slim:grid-cols-1">
      <div>
        <h2 className="font-semibold">{title}</h2>
        {about !== undefined && <p className="mt-0.5 text-small text-ink-3">{about}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
