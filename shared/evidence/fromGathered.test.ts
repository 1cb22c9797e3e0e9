import { expect, it } from 'vitest';
import { fromGathered } from './fromGathered.ts';

const at = '2026-11-21T12:00:00Z';

it.each([
  [
    'nested without end',
    `{"items":[{"apiVersion":"v1","metadata":{"name":"a"},"status":{"phase":${'['.repeat(5000)}${']'.repeat(5000)}}}]}`,
  ],
  ['no JSON', '{"items": ['],
])('what was gathered and is %s is told as not read, and ends no reading', (_, namespaces) => {
  const gathered = fromGathered(
    new Map([
      ['server', 'https://10.0.0.1:6443'],
      ['startedAt', at],
      ['finishedAt', at],
      ['namespaces.json', namespaces],
      ['pods.json', '{"items": [{"apiVersion": "v1", "metadata": {"name": "a"}}]}'],
    ]),
  );
  expect(gathered?.resources.namespaces).toEqual({ state: 'failed', at, because: 'what was gathered is no JSON' });
  expect(gathered?.resources.pods).toMatchObject({ state: 'observed' });
});
