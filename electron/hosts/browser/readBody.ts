import type { IncomingMessage } from 'node:http';
import { fail, succeed } from '#shared/kernel/result.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { Refusal } from './refuseSender.ts';

/** The JSON of a request; undefined for one without a body. It is never read further than the limit. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Result<unknown, Refusal>> {
  const tooLarge = fail({ status: 413, sentence: `At most ${limitBytes} bytes are taken.` });
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) return tooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limitBytes) return tooLarge;
    chunks.push(chunk);
  }
  if (bytes === 0) return succeed(undefined);
  if (request.headers['content-type']?.split(';')[0]?.trim() !== 'application/json') {
    return fail({ status: 415, sentence: 'Only application/json is understood.' });
  }
  try {
    return succeed(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch {
    return fail({ status: 400, sentence: 'This is not JSON.' });
  }
}
