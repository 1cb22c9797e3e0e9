import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { request } from 'undici';
import type { ApiCall } from '#shared/evidence/clusterSnapshot.ts';
import { parseRecord, textOf } from '#shared/kernel/jsonFields.ts';
import type { JsonRecord } from '#shared/kernel/jsonFields.ts';
import { deepestNesting, measureJson } from '#shared/network/source/jsonText.ts';
import { makeCallLog } from './callLog.ts';
import type { Connection } from './openConnection.ts';

/** One question to the API server. */
export interface Ask {
  readonly verb: ApiCall['verb'];
  /** Below the server's own address: `/api/v1/pods`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly accept?: string | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export type Answer =
  | { readonly kind: 'given'; readonly json: JsonRecord; readonly date: string | undefined }
  /** The server understood and says no; `message` is its own. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly message: string;
      /** Whether it spoke as a Kubernetes API server does. */
      readonly isStatus: boolean;
    }
  /** Nothing usable came; `cause` is what was thrown, where something was. */
  | { readonly kind: 'broken'; readonly because: string; readonly cause: unknown };

export interface Asking {
  ask(question: Ask, signal: AbortSignal | undefined): Promise<Answer>;
  /** Every call so far, equal ones in one line, in the order of the first of each. */
  calls(): readonly ApiCall[];
}

export interface AskingOptions {
  /** Told of every call, whatever came of it. */
  readonly onCall?:
    | ((call: { readonly server: string } & Pick<ApiCall, 'verb' | 'path'>, bytes: number) => void)
    | undefined;
  /** For one call; half a minute, when it is not given. */
  readonly deadlineMs?: number | undefined;
}

/** For one call, from its sending to the last byte of its answer. */
const usualDeadlineMs = 30_000;
const mostAttempts = 3;
/** Questions in a row to which the server as a whole had nothing to say: it is not asked any further. */
const mostUnanswered = 3;
const firstPauseMs = 250;
/** A server that asks for a longer rest is not waited for. */
const longestPauseMs = 10_000;
/** What passes by itself, as a rule. 401 and 403 do not: to ask again is what locks accounts. */
const passing: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
const mostBytes = 256 * 1024 * 1024;

const inflate = promisify(gunzip);

/**
 * Asks an API server, one call at a time and as many at once as the caller likes: with a deadline, a few attempts where that
 * helps, and a record of everything that was sent. A server that is overrun, or gone, is left alone after a few questions:
 * what was answered before stays. An abort ends a call wherever it stands, and is thrown.
 */
export function askingOf(
  connection: Connection,
  { onCall = () => {}, deadlineMs = usualDeadlineMs }: AskingOptions,
): Asking {
  let unanswered = 0;
  const calls = makeCallLog<Pick<ApiCall, 'verb' | 'path'>>();

  async function attempt(
    question: Ask,
    signal: AbortSignal | undefined,
  ): Promise<Answer & { readonly restMs?: number }> {
    const { path, query, accept = 'application/json', body, verb } = question;
    const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
    const timeout = AbortSignal.timeout(deadlineMs);
    let received = 0;
    try {
      const answer = await request(`${connection.server}${path}${search}`, {
        method: verb === 'create' ? 'POST' : 'GET',
        dispatcher: connection.dispatcher,
        headers: {
          ...toMutable(connection.headers),
          accept,
          'accept-encoding': 'gzip',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      const chunks: Buffer[] = [];
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        received += chunk.length;
        if (received > mostBytes) throw new Error('the answer is far too large');
        chunks.push(chunk);
      }
      const whole = Buffer.concat(chunks);
      const text =
        answer.headers['content-encoding'] === 'gzip' ? await inflate(whole, { maxOutputLength: mostBytes }) : whole;
      const written = text.toString('utf8');
      if (measureJson(written).nesting > deepestNesting) throw new Error('the answer is nested without end');
      const json = parseRecord(written);
      if (answer.statusCode === 200 || answer.statusCode === 201) {
        if (json === undefined) return { kind: 'broken', because: 'its answer is no JSON object', cause: undefined };
        return { kind: 'given', json, date: firstOf(answer.headers.date) };
      }
      const isStatus = json?.['kind'] === 'Status';
      const said = isStatus ? textOf(json?.['message']) : undefined;
      return {
        kind: 'refused',
        status: answer.statusCode,
        message: said ?? `HTTP ${answer.statusCode}`,
        isStatus,
        ...toRest(firstOf(answer.headers['retry-after'])),
      };
    } catch (error) {
      if (signal?.aborted === true) throw error;
      const because = timeout.aborted ? `it did not answer within ${deadlineMs / 1000} s` : describe(error);
      return { kind: 'broken', because, cause: error };
    } finally {
      calls.note({ verb, path }, received);
      onCall({ server: connection.server, verb, path }, received);
    }
  }

  return {
    async ask(question, signal) {
      for (let made = 1; ; made += 1) {
        if (unanswered >= mostUnanswered) return leftAlone;
        const { restMs, ...answer } = await attempt(question, signal);
        const mayPass =
          (answer.kind === 'refused' && passing.has(answer.status)) ||
          (answer.kind === 'broken' && isBreak(answer.cause));
        const restingMs = restMs ?? firstPauseMs * 2 ** (made - 1);
        if (!mayPass || made === mostAttempts || restingMs > longestPauseMs) {
          // Once it is left alone it stays so, whatever an answer says that was still on its way.
          if (unanswered < mostUnanswered) unanswered = isSilence(answer) ? unanswered + 1 : 0;
          return answer;
        }
        await pause(restingMs, undefined, signal === undefined ? {} : { signal });
      }
    },
    calls: () => calls.list(),
  };
}

const leftAlone: Answer = {
  kind: 'broken',
  because: `it was not asked, since the API server left ${mostUnanswered} questions in a row unanswered`,
  cause: undefined,
};

/** Whether the server as a whole says nothing, and not one of the APIs behind it. */
function isSilence(answer: Answer): boolean {
  return answer.kind === 'broken' ? answer.cause !== undefined : answer.kind === 'refused' && answer.status === 429;
}

/** A connection that was there and broke off, and an answer that was cut: what never came to be is not tried again. */
function isBreak(cause: unknown): boolean {
  const code = codesOf(cause)[0] ?? '';
  return /^(?:UND_ERR_SOCKET|ECONNRESET|EPIPE|UND_ERR_REQ_CONTENT_LENGTH_MISMATCH|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|Z_BUF_ERROR|Z_DATA_ERROR|HPE_.*)$/.test(
    code,
  );
}

/** The codes of an error and of those that caused it. */
export function codesOf(error: unknown): readonly string[] {
  const codes: string[] = [];
  let each: unknown = error;
  for (let depth = 0; depth < 8 && each instanceof Error; depth += 1) {
    if ('code' in each && typeof each.code === 'string') codes.push(each.code);
    each = each instanceof AggregateError ? each.errors[0] : each.cause;
  }
  return codes;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function toRest(retryAfter: string | undefined): { readonly restMs?: number } {
  return retryAfter !== undefined && /^\d+$/.test(retryAfter) ? { restMs: Number(retryAfter) * 1000 } : {};
}

function toMutable(headers: Connection['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}
