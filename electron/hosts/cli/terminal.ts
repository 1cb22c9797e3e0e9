import { fstatSync, writeFileSync } from 'node:fs';
import { styleText } from 'node:util';
import { codeOf, toFileFailure } from '#electron/adapters/files/fileFailure.ts';
import { toPlainText } from '#electron/toPlainText.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';

/** Colours mean outcomes here, as in the app; a word always stands beside them. */
export type Tone = 'good' | 'bad' | 'doubtful' | 'quiet' | 'strong';

const formats = {
  good: 'green',
  bad: 'red',
  doubtful: 'yellow',
  quiet: 'dim',
  strong: 'bold',
} as const satisfies Record<Tone, Parameters<typeof styleText>[0]>;

/** The two streams of a command: data go to standard output, words to standard error. */
export interface Terminal {
  /** Data. Resolves when the stream has taken it, also where its reader has gone; fails where the disk has no room for it. */
  write(content: string | Uint8Array): Promise<Outcome<null>>;
  /** False once the reader of standard output is known to have gone. */
  readonly hasReader: boolean;
  /** Words for people, one line. */
  say(line: string): void;
  /** One line that replaces the one before it, on a terminal only; `undefined` takes it away. */
  showProgress(line: string | undefined): void;
  /** Coloured where standard output is a terminal that wants colours. */
  paint(tone: Tone, text: string): string;
  /** Whether a person reads standard output directly. */
  readonly isInteractive: boolean;
  /** Columns of that person's window, or those that COLUMNS asks for. */
  readonly columns: number | undefined;
}

/** Where data go; `fd` is there where the system has a number for it. */
type Output = NodeJS.WriteStream & { readonly fd?: number };

export function makeTerminal(out: Output, words: NodeJS.WriteStream): Terminal {
  const file = out.fd !== undefined && fstatSync(out.fd).isFile() ? out.fd : undefined;
  let progress = '';
  let isReaderGone = false;
  // Whoever writes data is told of each error by `write`; that words can't be written can be told to nobody.
  for (const stream of [out, words]) stream.on('error', () => {});

  function writeOut(content: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      out.write(content, (error) => (error ? reject(error) : resolve()));
    });
  }

  function clearProgress(): void {
    if (progress !== '') words.write('\r\u001B[2K');
    progress = '';
  }

  return {
    isInteractive: out.isTTY,
    columns: columnsAskedFor() ?? (out.isTTY ? windowColumns(out) : undefined),
    get hasReader() {
      return !isReaderGone;
    },
    async write(content) {
      clearProgress();
      if (isReaderGone) return succeed(null);
      try {
        // Of a file the stream writes what there is room for, and says nothing of the rest.
        if (file === undefined) await writeOut(content);
        else writeFileSync(file, content);
      } catch (error) {
        // `pdp … | head` closes the pipe when it has enough: that ends the printing, and is no error.
        isReaderGone = codeOf(error) === 'EPIPE';
        if (!isReaderGone) return toFileFailure(error, 'Standard output');
      }
      return succeed(null);
    },
    say(line) {
      clearProgress();
      words.write(`${toPlainText(line)}\n`);
    },
    showProgress(line) {
      if (!words.isTTY) return;
      clearProgress();
      if (line === undefined) return;
      progress = toPlainText(line).slice(0, (windowColumns(words) ?? usualColumns) - 1);
      words.write(progress);
    },
    paint: (tone, text) => styleText(formats[tone], text, { stream: out }),
  };
}

const usualColumns = 80;

/** By the variable that other programs know; shells keep it to themselves, so whoever exports it wants it obeyed. */
function columnsAskedFor(): number | undefined {
  const asked = process.env['COLUMNS'] ?? '';
  return /^[1-9]\d{0,4}$/.test(asked) ? Number(asked) : undefined;
}

/** Undefined where a terminal does not tell, which it does as 0. */
function windowColumns(stream: NodeJS.WriteStream): number | undefined {
  return stream.columns > 0 ? stream.columns : undefined;
}
