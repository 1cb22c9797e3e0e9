import { describe, expect, it } from 'vitest';
import { isTooMuchToSend, mostBytesOfRequest } from './requestLimit.ts';

describe('files that are sent in a request', () => {
  it('leave room for what stands around them, each of them', () => {
    expect(isTooMuchToSend([{ size: mostBytesOfRequest - 4096 }])).toBe(false);
    expect(isTooMuchToSend([{ size: mostBytesOfRequest }])).toBe(true);
    expect(isTooMuchToSend(Array.from({ length: 20_000 }, () => ({ size: 2_000 })))).toBe(true);
  });

  it('fill no more than a request with a form, whatever they are called', async () => {
    const name = `${'ü'.repeat(100)}.yaml`;
    const form = new FormData();
    for (let index = 0; index < 100; index += 1) form.append(`files.${index}.content`, new File(['x'], name));
    const bytes = (await new Response(form).arrayBuffer()).byteLength;
    // By that measure 100 files of a byte leave so much of a request to one more.
    const rest = mostBytesOfRequest - bytes;
    expect(isTooMuchToSend([...Array.from({ length: 100 }, () => ({ size: 1 })), { size: rest }])).toBe(true);
  });
});
