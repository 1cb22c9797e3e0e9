import type { IncomingMessage } from 'node:http';
import { fail, succeed } from '#shared/kernel/result.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { Refusal } from './refuseSender.ts';

interface BodyLimits {
  readonly bytes: number;
  /** Whether files may come as well: in a form of several parts, which is how a browser sends them without reading them. */
  readonly takesFiles: boolean;
}

/** The JSON or the form of a request; undefined for one without a body. It is never read further than the limit. */
export async function readBody(
  request: IncomingMessage,
  { bytes: limitBytes, takesFiles }: BodyLimits,
): Promise<Result<unknown, Refusal>> {
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
  const contentType = request.headers['content-type'] ?? '';
  const [mediaType] = contentType.split(';', 1);
  if (takesFiles && mediaType?.trim() === 'multipart/form-data') {
    return readForm(Buffer.concat(chunks), contentType);
  }
  if (mediaType?.trim() !== 'application/json') {
    return fail({ status: 415, sentence: 'Only application/json is understood.' });
  }
  try {
    return succeed(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch {
    return fail({ status: 400, sentence: 'This is not JSON.' });
  }
}

async function readForm(body: Buffer<ArrayBuffer>, contentType: string): Promise<Result<unknown, Refusal>> {
  try {
    return succeed(await new Response(body, { headers: { 'content-type': contentType } }).formData());
  } catch {
    return fail({ status: 400, sentence: 'This is no form of several parts.' });
  }
}
