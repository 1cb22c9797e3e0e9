import { describe, expect, it } from 'vitest';
import { isTooMuchToSend, mostBytesOfRequest } from './requestLimit.ts';

/** So many bytes, without any being there. */
const sized = (bytes: number, name = 'rules.json', count = 1) => ({
  files: Array.from({ length: count }, () => ({ name, bytes: bytes / count })),
  content: { size: bytes },
});

describe('files that are sent in a request', () => {
  it('leave room for what stands around them, and for the names of all', () => {
    expect(isTooMuchToSend(sized(mostBytesOfRequest - 8192))).toBe(false);
    expect(isTooMuchToSend(sized(mostBytesOfRequest))).toBe(true);
    expect(isTooMuchToSend(sized(mostBytesOfRequest - 8192, 'rules.json', 1_000))).toBe(true);
  });

  it('fill no more than a request with a form, whatever they are called', async () => {
    const files = Array.from({ length: 100 }, () => ({ name: `${'ü'.repeat(100)}.yaml`, bytes: 1 }));
    const form = new FormData();
    form.append('data', JSON.stringify({ json: { files }, meta: [], maps: [['content']] }));
    form.append('0', new File(['x'.repeat(100)], 'dropped'));
    const around = (await new Response(form).arrayBuffer()).byteLength - 100;
    // By that measure so much of a request is left to what they hold.
    const rest = mostBytesOfRequest - around;
    expect(isTooMuchToSend({ files, content: { size: rest + 1 } })).toBe(true);
  });
});
