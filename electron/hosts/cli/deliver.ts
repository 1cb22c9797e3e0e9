import { failure } from '#shared/contract/failure.ts';
import type { Ending } from './exitCode.ts';
import { done, showPath } from './session.ts';
import type { Session } from './session.ts';

/** Makes a result in one format; `columns` is the width of the reader's window, when there is one. */
export type Renderer = (columns: number | undefined) => string | Uint8Array | Promise<string | Uint8Array>;

export interface Delivery {
  readonly format: string;
  readonly output?: string | undefined;
}

/** Prints a result in the format that was asked for, or writes it to `--output`. The ending is that of the command's judgement. */
export async function deliver(
  { terminal, writeFile }: Session,
  { format, output }: Delivery,
  renderers: Readonly<Record<string, Renderer>>,
  ending: Ending = done,
): Promise<Ending> {
  const renderer = renderers[format];
  if (renderer === undefined) throw new Error(`There is no renderer for ${format}.`);
  const content = await renderer(output === undefined ? terminal.columns : undefined);
  if (output === undefined) {
    if (typeof content !== 'string' && terminal.isInteractive) {
      return failure('bad-input', `${format} is not text.`, { remedy: 'Name a file with --output.' });
    }
    await terminal.write(content);
    return ending;
  }
  const written = writeFile(output, content);
  if (!written.ok) return written;
  terminal.say(`Written: ${showPath(written.value)}`);
  return ending;
}

/** One result as JSON, for programs: the shapes that design.md promises. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
