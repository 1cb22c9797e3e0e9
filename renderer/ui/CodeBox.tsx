import { FileCode } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { TextLink } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { classes } from './classes.ts';

export interface CodeLine {
  /** The line's number in its file, or a sign such as `+`. */
  readonly number: number | string;
  readonly text: string;
  readonly marked?: boolean;
}

/** How marked lines look: what decides against, in favour, or can't be told by; and what is only pointed at. */
export type CodeMark = 'fail' | 'pass' | 'unknown' | 'neutral';

interface CodeBoxProps {
  readonly title: string;
  /** Where the whole of it is shown. */
  readonly href?: string | undefined;
  readonly lines: readonly CodeLine[];
  readonly icon?: LucideIcon;
  readonly mark?: CodeMark;
  readonly action?: ReactNode;
}

const marks: Record<CodeMark, string> = {
  fail: 'bg-fail-wash shadow-[inset_2px_0_var(--color-fail)]',
  pass: 'bg-pass-wash shadow-[inset_2px_0_var(--color-pass)]',
  unknown: 'bg-unknown-wash shadow-[inset_2px_0_var(--color-unknown)]',
  neutral: 'bg-selected shadow-[inset_2px_0_var(--color-accent)]',
};

/** Quoted lines with their real numbers. */
export function CodeBox({ title, href, lines, icon = FileCode, mark = 'neutral', action }: CodeBoxProps) {
  return (
    <figure className="overflow-hidden rounded-[7px] border border-line bg-subtle">
      <figcaption className="flex h-7.5 items-center gap-1.75 border-b border-line pr-1.5 pl-2.5 font-mono text-small font-medium text-ink-2">
        <Icon of={icon} size={14} className="text-ink-3" />
        {/* A path is cut at its beginning: the file's name is what one looks for. */}
        <span className="min-w-0 flex-1 truncate text-left [direction:rtl]" title={title}>
          {href === undefined ? (
            <bdi>{title}</bdi>
          ) : (
            <TextLink href={href}>
              <bdi>{title}</bdi>
            </TextLink>
          )}
        </span>
        {action}
      </figcaption>
      <pre
        // Long lines scroll, and a scrolling region must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={title}
        className="m-0 overflow-x-auto py-1.25 text-code focus-visible:-outline-offset-2"
      >
        <code className="block w-max min-w-full text-code">
          {lines.map((line) => (
            <span
              key={line.number}
              className={classes('block pr-2.5 whitespace-pre', line.marked === true && marks[mark])}
            >
              <span className="inline-block w-8.5 pr-3 text-right text-ink-3 select-none">{line.number}</span>
              {line.marked === true && <span className="sr-only">Deciding line: </span>}
              {line.text}
              {'\n'}
            </span>
          ))}
        </code>
      </pre>
    </figure>
  );
}
