import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '#shared/contract/failure.ts';
import type { AuditEvent } from '#shared/contract/views.ts';
import { sample } from '../client/testing/sample.ts';
import type { PdpClient } from '../client/client.ts';
import type { ClusterChoice } from './clusterChoice.ts';
import { cancelAudit, forgetAudit, startAudit, useAuditRun } from './auditRun.ts';

const [first, second] = sample.audit.findings;
if (first === undefined || second === undefined) throw new Error('The sample has too few findings.');
const { coverage } = sample.audit;
const record = { findings: [first, second], coverage } as never;

interface Told {
  readonly input: unknown;
  readonly signal: AbortSignal;
}

/** An engine that sends these events, and waits before each whose place is in `waitBefore`. */
function makeClient(events: readonly AuditEvent[], { waitBefore = -1, throws = '' } = {}) {
  const told: Told[] = [];
  const { promise: signToGoOn, resolve: goOn } = Promise.withResolvers<void>();
  const client = {
    audit: {
      run(input: unknown, { signal }: { readonly signal: AbortSignal }) {
        told.push({ input, signal });
        return Promise.resolve(send(events, signal, { waitBefore, signToGoOn, throws }));
      },
    },
  } as unknown as PdpClient;
  return { client, told, goOn };
}

interface Sending {
  readonly waitBefore: number;
  readonly signToGoOn: Promise<void>;
  readonly throws: string;
}

async function* send(events: readonly AuditEvent[], signal: AbortSignal, { waitBefore, signToGoOn, throws }: Sending) {
  for (const [index, event] of events.entries()) {
    if (index === waitBefore) {
      const closed = new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('the port was closed')));
      });
      await Promise.race([signToGoOn, closed]);
    }
    yield event;
  }
  if (throws !== '') throw new Error(throws);
}

const progress: AuditEvent = { kind: 'progress', done: 1, of: 2, what: 'Connections' };
const found: AuditEvent = { kind: 'finding', finding: first, coverage };
const finished: AuditEvent = { kind: 'finished', record, sequence: 15 };

function start(
  client: PdpClient,
  onFinished: (sequence: number) => void = () => undefined,
  cluster: ClusterChoice | undefined = { kind: 'context', name: 'real' },
): Promise<void> {
  return startAudit({ client, plan: '/a.yaml', rules: ['/rules'], cluster, onFinished });
}

describe('an audit from the window', () => {
  beforeEach(forgetAudit);

  it('shows results as they come, and tells when the record is kept', async () => {
    const { client, told, goOn } = makeClient([progress, found, finished], { waitBefore: 2 });
    const kept: number[] = [];
    const running = start(client, (sequence) => kept.push(sequence));
    await expect
      .poll(() => useAuditRun.getState().run)
      .toMatchObject({ phase: 'running', progress: { done: 1, of: 2 }, findings: [first] });
    expect(kept).toEqual([]);
    goOn();
    await running;
    expect(useAuditRun.getState().run).toMatchObject({ phase: 'finished', sequence: 15 });
    expect(kept).toEqual([15]);
    expect(told[0]?.input).toEqual({ plan: '/a.yaml', rules: ['/rules'], context: 'real' });
  });

  it('looks at a snapshot where that was chosen', async () => {
    const { client, told } = makeClient([finished]);
    await start(client, undefined, { kind: 'snapshot', file: '/s.json.gz' });
    expect(told[0]?.input).toEqual({ plan: '/a.yaml', rules: ['/rules'], snapshot: '/s.json.gz' });
  });

  it('tells the window of many results in few portions, and loses none', async () => {
    const many = Array.from({ length: 500 }, () => found);
    let changes = 0;
    const stop = useAuditRun.subscribe(() => (changes += 1));
    const { client } = makeClient([...many, { kind: 'failed', ...failure('incomplete', 'The disk is full.') }]);
    await start(client);
    stop();
    expect(useAuditRun.getState().run).toMatchObject({ phase: 'stopped', findings: { length: 500 } });
    expect(changes).toBeLessThan(20);
  });

  it('stops at once when it is cancelled, keeps what it found, and says that the user did it', async () => {
    const { client, told } = makeClient([progress, found, finished], { waitBefore: 2 });
    const running = start(client);
    await expect.poll(() => useAuditRun.getState().run).toMatchObject({ findings: [first] });
    cancelAudit();
    expect(useAuditRun.getState().run).toMatchObject({
      phase: 'stopped',
      findings: [first],
      progress: { done: 1, of: 2 },
    });
    expect(told[0]?.signal.aborted).toBe(true);
    await running;
    expect(useAuditRun.getState().run).toMatchObject({ phase: 'stopped', failure: undefined });
  });

  it('names the failure that the engine tells', async () => {
    const { client } = makeClient([
      progress,
      { kind: 'failed', ...failure('bad-input', 'The rules folder is empty.') },
    ]);
    await start(client);
    expect(useAuditRun.getState().run).toMatchObject({
      phase: 'stopped',
      failure: { message: 'The rules folder is empty.' },
    });
  });

  it.each([
    ['the connection breaks', 'socket closed', 'socket closed'],
    ['it ends without a record', '', 'without a record'],
  ])('is not taken for complete when %s', async (_case, throws, message) => {
    const { client } = makeClient([progress, found], { throws });
    await start(client);
    expect(useAuditRun.getState().run).toMatchObject({
      phase: 'stopped',
      findings: [first],
      failure: { kind: 'incomplete', message: expect.stringContaining(message) },
    });
  });

  it('runs one at a time', async () => {
    const { client, told } = makeClient([progress, finished], { waitBefore: 1 });
    const running = start(client);
    await expect.poll(() => useAuditRun.getState().run).toMatchObject({ phase: 'running', progress: { done: 1 } });
    await start(client);
    expect(told).toHaveLength(1);
    cancelAudit();
    await running;
  });
});
