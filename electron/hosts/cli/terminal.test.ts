import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { makeTerminal } from './terminal.ts';

function streams({ isTTY }: { readonly isTTY: boolean }) {
  const out = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  const words = Object.assign(new PassThrough(), { isTTY, columns: 20 });
  const terminal = makeTerminal(out as unknown as NodeJS.WriteStream, words as unknown as NodeJS.WriteStream);
  return { out, words, terminal };
}

/** Whose standard output takes nothing. */
function terminalThatFailsWith(error: Error) {
  const out = new Writable({ write: (_chunk, _encoding, done) => done(error) });
  return makeTerminal(out as unknown as NodeJS.WriteStream, new PassThrough() as unknown as NodeJS.WriteStream);
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

  it.each([
    ['EPIPE', false, { ok: true, value: null }],
    ['ENOSPC', true, { ok: false, failure: expect.objectContaining({ kind: 'incomplete' }) }],
  ])('of %s in a write of data tells what a command can do about it', async (code, hasReader, told) => {
    const terminal = terminalThatFailsWith(Object.assign(new Error(code), { code }));
    expect(await terminal.write('data')).toEqual(told);
    expect(terminal.hasReader).toBe(hasReader);
  });

  it('goes on when the reader of a pipe has gone', async () => {
    const terminal = terminalThatFailsWith(Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
    await terminal.write('data');
    expect(await terminal.write('more')).toEqual({ ok: true, value: null });
  });

  it('does not swallow an error that nobody has words for', async () => {
    const terminal = terminalThatFailsWith(new Error('unheard of'));
    await expect(terminal.write('data')).rejects.toThrow('unheard of');
  });

  it('says nothing that a terminal would obey', () => {
    const { words, terminal } = streams({ isTTY: false });
    terminal.say('rules/\u001B[2Ja\u0008.yaml is not there.');
    expect(String(words.read())).toBe('rules/a\uFFFD.yaml is not there.\n');
  });
});
