import type { Catalog } from '../catalog/catalog.ts';
import { withheldMark } from '../kernel/withheldMark.ts';
import { enumerate } from '../kernel/enumerate.ts';
import type { RunCluster, RunRecord } from '../history/runRecord.ts';
import type { Report } from './report.ts';
import { describeInstant } from './words.ts';

/** How the results came about and how they are meant, for a reader who doubts them. */
export function describeMethod(catalog: Catalog, { run, cluster, apiCalls }: RunRecord): Report['method'] {
  return [
    {
      title: 'What is asked',
      text: `The plan’s edition, management model, cloud and security tier select from catalogue ${run.catalogVersion} what this data plane needs: its connections, components, infrastructure and controls. Each is one check. Every entry of the catalogue names the document that it comes from.`,
    },
    {
      title: 'Outcomes',
      text: 'Pass needs complete evidence. Fail is contradicted by evidence; a connection that is let through in part fails. Unknown is everything else, with what is missing: it is never counted as pass. Waived is a failure that its owner accepts until a day; it is counted as waived and nowhere else, and it does not make a tier reached. Not applicable is what this plan does not ask for. “Open” means failing or unknown.',
    },
    {
      title: 'How it is known',
      text: 'Observed: read from files or systems by this program. Attested: stated by a person in the plan; what they point to as proof was not opened and signatures were not verified. Imported: the result of another tool.',
    },
    {
      title: 'Connections',
      text: 'A connection is judged layer by layer along the path that the plan declares, for every workload that opens it and every address and port that it needs. It is allowed when every layer was read, is bound to something and allows it. One layer that denies is enough; one that is unknown makes the whole unknown, unless another denies. A destination whose addresses the plan does not give is taken to have any public address, or any private one inside of the network, of the families that the pods have; a row that rests on this says so. Rules were compared as sets of addresses and ports; nothing was sent over the network. What rules can’t show, such as routing, certificates or the health of the other end, was not tested.',
    },
    {
      title: 'What is kept and quoted',
      text: `Of each rule file the lines that rules are read from are kept with the run, under their own numbers. What may be a secret, and what people write as they like (descriptions, comments, tags), was replaced by “${withheldMark}” before anything was kept, hashed or quoted; such places decide no verdict. The hash of what was kept can therefore differ from that of the file, and both are listed.`,
    },
    {
      title: 'Security tier',
      text: 'A tier is reached when every control that it asks for passes. An attestation names no degree: it speaks for the degree of the tier that its plan wants, and for lower ones.',
    },
    {
      title: 'Days and instants',
      text: `Expiries are judged as of ${describeInstant(run.asOf)}. Days count in full, in UTC. The same plan, rules, instant, catalogue and version of the program give the same findings, with the same ids.`,
    },
    ...(cluster === undefined ? [] : [{ title: 'Cluster', text: describeCluster(cluster) }]),
    {
      title: 'Calls to systems',
      text:
        apiCalls.length === 0
          ? 'None. Only files were read, no name was resolved and no connection was opened.'
          : 'All of them are listed; each only reads.',
    },
    {
      title: 'Documents',
      text: `The catalogue draws on ${Object.values(catalog.documents)
        .map(({ title }) => title)
        .join('; ')}.`,
    },
  ];
}

/** Which cluster was looked at, by what tells it from others. */
function describeCluster({ name, server, version, uid, caHash, collectedAt }: RunCluster): string {
  const known = [
    version === undefined ? undefined : `Kubernetes ${version}`,
    uid === undefined ? undefined : `the namespace kube-system with the uid ${uid}`,
    caHash === undefined ? 'a certificate that was not verified' : `a certificate of the CA with the SHA-256 ${caHash}`,
  ].filter((part) => part !== undefined);
  return `${name}: ${server}, looked at ${describeInstant(collectedAt)}, with ${enumerate(known)}. Of each object only fields without secrets were read.`;
}
