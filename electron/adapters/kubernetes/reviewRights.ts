import { clusterResources } from '#shared/evidence/clusterResources.ts';
import type { AnsweredRight, ClusterRight } from '#shared/evidence/clusterRights.ts';
import { isRecord } from '#shared/kernel/jsonFields.ts';
import type { Asking } from './askServer.ts';

const mostAtOnce = 6;

/** Asks the API server of each right whether this user has it, by a SelfSubjectAccessReview: a question that changes nothing. */
export async function reviewRights(
  asking: Asking,
  rights: readonly ClusterRight[],
  signal: AbortSignal | undefined,
): Promise<readonly AnsweredRight[]> {
  const answers: AnsweredRight[] = [];
  let next = 0;
  async function work(): Promise<void> {
    for (;;) {
      const index = next;
      next += 1;
      const right = rights[index];
      if (right === undefined) return;
      answers[index] = { ...right, isAllowed: await review(asking, right, signal) };
    }
  }
  await Promise.all(Array.from({ length: mostAtOnce }, work));
  return answers;
}

async function review(
  asking: Asking,
  { verb, resource, name: full }: ClusterRight,
  signal: AbortSignal | undefined,
): Promise<boolean | undefined> {
  const { group, plural } = clusterResources[resource];
  const [namespace, name] = full?.split('/') ?? [];
  const answer = await asking.ask(
    {
      verb: 'create',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { verb, group, resource: plural, namespace, name } },
      },
    },
    signal,
  );
  if (answer.kind !== 'given') return undefined;
  const { status } = answer.json;
  return isRecord(status) ? status['allowed'] === true : undefined;
}
