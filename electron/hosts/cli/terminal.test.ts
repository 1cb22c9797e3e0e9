import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { makeTerminal } from './terminal.ts';

function streams({ isTTY }: { readonly isTTY: boolean }) {
  const out = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  const words = Object.assign(new PassThrough(), { isTTY, columns: 20 });
  const terminal = makeTerminal(out as unknown as NodeJS.WriteStream, words as unknown as NodeJS.WriteStream);
  return { out, words, terminal };
}

describe('the terminal', () => {
  it('shows progress on a terminal only', () => {
    const pipe = streams({ isTTY: false });
    pipe.terminal.showProgress('1 of 2');
    expect(pipe.words.read()).toBeNull();

    const window = streams({ isTTY: true });
    window.terminal.showProgress('1 of 2');
    expect(String(window.words.read())).toBe('1 of 2');
  });

  it('takes the progress away before it says anything else', () => {
    const { words, terminal } = streams({ isTTY: true });
    terminal.showProgress('1 of 2: a step with a name that is too long');
    terminal.say('Done.');
    expect(String(words.read())).toBe('1 of 2: a step with\r\u001B[2KDone.\n');
  });

  it('goes on when the reader of a pipe has gone', async () => {
    const { out, terminal } = streams({ isTTY: false });
    out.emit('error', Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
    await expect(terminal.write('more')).resolves.toBeUndefined();
  });

  it('does not swallow any other error of a stream', () => {
    const { out } = streams({ isTTY: false });
    expect(() => out.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }))).toThrow('full');
  });

  it('says nothing that a terminal would obey', () => {
    const { words, terminal } = streams({ isTTY: false });
    terminal.say('rules/\u001B[2Ja\u0008.yaml is not there.');
    expect(String(words.read())).toBe('rules/a\uFFFD.yaml is not there.\n');
  });
});
