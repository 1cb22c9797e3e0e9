import { createInterface } from 'node:readline/promises';
import { toPlainText } from '#electron/toPlainText.ts';

/**
 * Puts a question to the person at the terminal; only a plain yes is one. Undefined where nobody is there: what is piped in or
 * out is no answer.
 */
export async function askOnTerminal(question: string, signal?: AbortSignal): Promise<boolean | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${toPlainText(question)} [y/N] `, signal === undefined ? {} : { signal });
    return /^\s*y(?:es)?\s*$/i.test(answer);
  } catch (error) {
    if (signal?.aborted === true) return false;
    throw error;
  } finally {
    lines.close();
  }
}
