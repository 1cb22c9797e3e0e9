import { conditionOf, describeCondition, fieldAt, textAt } from '../../evidence/objectFields.ts';
import { parseGoDuration } from '../../evidence/goDuration.ts';
import { count } from '../../kernel/count.ts';
import { partOf } from '../../kernel/partOf.ts';
import { notApplicable } from '../assessment.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';

const externalSecrets = 'externalsecrets.external-secrets.io';
/** Missing one turn is a hiccup; missing more is a fault. */
const turnsThatMayBeMissed = 3;

/** A secret that is no longer refreshed is an old one after its next rotation. */
export const externalSecretsAreFresh = clusterCheck({
  id: 'PDP-INF-012',
  title: 'External secrets are ready and refreshed in their interval',
  about: 'Freshness of external secrets',
  requirement: 'infrastructure.secret-store',
  task: 'infrastructure-provisioning',
  needs: [externalSecrets],
  assess(cluster) {
    const source = cluster.source(externalSecrets);
    if (!cluster.isServed(externalSecrets)) {
      return notApplicable({
        title: 'External Secrets is not installed',
        evidence: [{ text: `The API server does not serve ${externalSecrets}.`, source }],
      });
    }
    const judged = cluster.objects(externalSecrets).map((secret): Judged => {
      const ready = conditionOf(fieldAt(secret, 'status'), 'Ready');
      const refreshed = textAt(secret, 'status', 'refreshTime');
      const policy = textAt(secret, 'spec', 'refreshPolicy') ?? 'Periodic';
      const interval = policy === 'Periodic' ? parseGoDuration(textAt(secret, 'spec', 'refreshInterval') ?? '1h') : 0;
      const evidence = cluster.evidence(
        externalSecrets,
        secret,
        `${describeCondition('Ready', ready)}, status.refreshTime=${refreshed ?? 'none'}, ${policy === 'Periodic' ? `spec.refreshInterval=${textAt(secret, 'spec', 'refreshInterval') ?? '1h by default'}` : `spec.refreshPolicy=${policy}`}`,
      );
      if (ready?.status === 'False') return { state: 'bad', evidence };
      if (ready?.status !== 'True' || interval === undefined || refreshed === undefined)
        return { state: 'open', evidence };
      const age = cluster.seenAt() - Date.parse(refreshed);
      if (Number.isNaN(age)) return { state: 'open', evidence };
      // An interval of nothing, or a policy without one, is the user's word that it is not fetched by the clock.
      const isLate = interval > 0 && age > turnsThatMayBeMissed * interval;
      return { state: isLate ? 'bad' : 'good', evidence };
    });
    return assessEach(judged, {
      source,
      pass: (all) => `${count(all, 'external secret')} ready and fresh`,
      fail: (bad, all) => `${bad} of ${count(all, 'external secret')} not ready, or not refreshed`,
      remedy: 'Run kubectl describe externalsecret on what is named: its events say what the vault answers.',
      open: {
        title: (open, all) => `${partOf(open, all, 'external secret', ['does', 'do'])} not tell of the last refresh`,
        remedy: 'See whether the controller of External Secrets runs, and in which version.',
      },
      none: {
        title: 'There are no external secrets',
        text: 'External Secrets is installed, and no ExternalSecret is there.',
        remedy: 'Audit again once something asks for a secret.',
      },
    });
  },
});
