import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { failure } from '#shared/contract/failure.ts';
import type { Ending } from './exitCode.ts';
import { isStandardOutput } from './options.ts';
import { done, showPath } from './session.ts';
import type { Session } from './session.ts';

/** Makes a result in one format; `columns` is the width of the reader's window, when there is one. */
export type Renderer = (columns: number | undefined) => string | Uint8Array | Promise<string | Uint8Array>;

export interface Delivery {
  readonly format: string;
  readonly output?: string | undefined;
  /** What the command reads: it never writes there. */
  readonly plan?: string | undefined;
  readonly rules?: readonly string[] | undefined;
}

/** Prints a result in the format that was asked for, or writes it to `--output`. The ending is that of the command's judgement. */
export async function deliver(
  { terminal, writeFile }: Session,
  { format, output: named, plan, rules = [] }: Delivery,
  renderers: Readonly<Record<string, Renderer>>,
  ending: Ending = done,
): Promise<Ending> {
  const output = named !== undefined && isStandardOutput(named) ? undefined : named;
  const renderer = renderers[format];
  if (renderer === undefined) throw new Error(`There is no renderer for ${format}.`);
  const inputs = plan === undefined ? rules : [plan, ...rules];
  if (output !== undefined && inputs.some((input) => isInput(output, input))) {
    return failure('bad-input', `${output} is what this command reads.`, {
      remedy: 'Name another file with --output.',
    });
  }
  const content = await renderer(output === undefined ? terminal.columns : undefined);
  if (output === undefined) {
    if (typeof content !== 'string' && terminal.isInteractive) {
      return failure('bad-input', `${format} is not text.`, { remedy: 'Name a file with --output.' });
    }
    const printed = await terminal.write(content);
    return printed.ok ? ending : printed;
  }
  const written = writeFile(output, content);
  if (!written.ok) return written;
  terminal.say(`Written: ${showPath(written.value)}`);
  return ending;
}

/** Whether writing to `output` would take the place of an input, or of a file in an input folder, under whatever name. */
function isInput(output: string, input: string): boolean {
  if (!existsSync(output) || !existsSync(input)) return false;
  const way = path.relative(realpathSync(input), realpathSync(output));
  return way === '' || (!way.startsWith('..') && !path.isAbsolute(way));
}

/**
 * One result as JSON, for programs: the shapes that design.md promises. What a terminal would obey is written as an escape,
 * which JSON itself asks for in the lowest range only.
 */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replaceAll(obeyed, toEscape)}\n`;
}

const obeyed = /[\u007F-\u009F\u2028\u2029\p{Bidi_Control}]/gu;

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
