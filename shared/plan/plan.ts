/**
 * The plan file: the user's choices, what they declare about their network, who owns what, and what they attest or waive.
 * Kept by the user in git; the one truth for all of it. `resources/schemas/plan.schema.json` is made from this schema, with
 * its descriptions, and is what `parsePlan` reads a file against: an editor and this program accept the same plans.
 */
import { z } from 'zod';
import {
  addOnIds,
  cloudIds,
  componentIds,
  connectionIds,
  controlIds,
  editionIds,
  managementModelIds,
  partyIds,
  securityTierIds,
  selectorProfileIds,
  taskIds,
} from '../catalog/ids.ts';
import { cniIds, layerKinds } from './networkIds.ts';

export * from './networkIds.ts';

const text = z.string().min(1);
const described = (description: string) => text.meta({ description });

/**
 * The names of these definitions are what `parsePlan` goes by to judge what a pattern can't say: whether an address range
 * is well formed, and whether a selector parses.
 */
const cidr = text.regex(/^([0-9]+\.[0-9.]+|[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*)\/[0-9]{1,3}$/).meta({
  id: 'Cidr',
  description: 'An address range in CIDR notation, such as 10.20.0.0/16 or 2001:db8:1::/48.',
  examples: ['10.20.0.0/16'],
});
const host = text
  .regex(/^(?=.{1,253}$)(?!(.*\.)?[0-9]+$)(\*\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.(?!$)|$))+$/)
  .meta({
    id: 'Host',
    description:
      'A host name. `*.example.com` covers the names below example.com at any depth, not example.com itself.',
    examples: ['cp.example.com'],
  });
const port = z.int().min(1).max(65535).meta({ id: 'Port', description: 'A port number, from 1 to 65535.' });
const day = z.iso.date().meta({ id: 'Day', description: 'A day, written as 2026-11-02.', examples: ['2026-11-02'] });
const selector = text.meta({
  id: 'Selector',
  description: 'A label selector as kubectl writes it: `a=b,c in (d,e),!f`.',
  examples: ['app.kubernetes.io/part-of=flux'],
});
const registry = text
  .regex(/^(localhost|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:))(:[0-9]{1,5})?(\/[a-z0-9._-]+)*\/?$/)
  .meta({
    id: 'Registry',
    description: 'A registry as images name it, with a path where only that is meant, such as ghcr.io/acme.',
    examples: ['acme.azurecr.io'],
  });
const entry = text.regex(/^[^/\s]+\/[^/\s]+$/).meta({
  id: 'Entry',
  description: 'A Service, Ingress or Gateway as namespace/name.',
  examples: ['web/shop'],
});
const proxyUrl = text.regex(/^https?:\/\/(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?\/?$/).meta({
  id: 'ProxyUrl',
  description: 'The proxy’s address with its port, without a user name or password.',
  examples: ['http://proxy.acme.example:3128'],
});

/** An object that may have one entry for each id, and no other: spelt out, so that editors offer the ids. */
function byId<const Id extends string, Value extends z.ZodType>(ids: readonly Id[], value: Value) {
  const entries = Object.fromEntries(ids.map((id) => [id, value.optional()]));
  return z.strictObject(entries as Record<Id, z.ZodOptional<Value>>);
}

const destination = {
  hosts: z.array(host).optional().meta({ description: 'The host names that are called.' }),
  cidrs: z
    .array(cidr)
    .optional()
    .meta({ description: 'The addresses that are called; rules that know addresses only are judged by these.' }),
  ports: z
    .array(port)
    .optional()
    .meta({ description: 'The destination ports. Without them the catalogue’s ports are assumed.' }),
};

/** What can be entered for one row of the connectivity table. */
const connectionChoices = z
  .strictObject({
    ...destination,
    failover: z.strictObject(destination).optional().meta({
      description: 'The second site, which must be reachable as well. Its ports are those above if not given.',
    }),
    selector: selector.optional().meta({
      description: 'Label selector of the pods that open the connection, in place of the one in the profile.',
    }),
    namespace: described(
      'The namespace of those pods. Without it, pods of any namespace that the selector fits.',
    ).optional(),
    notNeeded: described('Why this data plane does without the connection. The row is then not judged.').optional(),
  })
  .meta({ id: 'Connection' });

const pathLayer = z
  .strictObject({
    layer: z.enum(layerKinds).meta({ description: 'What kind of rules a packet meets here.' }),
    source: described(
      'Where the rules come from: a file or folder relative to the plan, `cluster`, or `none` if there is no such layer.',
    ),
    attachedTo: z.array(text).optional().meta({
      description: 'What the rules are attached to: names or ids of subnets, security groups, NSGs or hosts.',
    }),
  })
  .meta({ id: 'PathLayer' });

const cidrs = (description: string) => z.array(cidr).optional().meta({ description });

const backend = z
  .strictObject({
    name: described('A name for people, such as erp.'),
    cidrs: cidrs('The addresses of the backend.'),
    hosts: z.array(host).optional().meta({ description: 'The host names of the backend.' }),
    ports: z.array(port).optional().meta({ description: 'The ports of the backend.' }),
    via: z
      .enum(['vpn', 'peering', 'internet', 'private-endpoint'])
      .optional()
      .meta({ description: 'How the data plane gets there.' }),
  })
  .meta({ id: 'Backend' });

const client = z
  .strictObject({
    name: described('A name for people, such as partners.'),
    cidrs: z.array(cidr).meta({ description: 'The addresses that they come from; 0.0.0.0/0 for anybody.' }),
    ports: z.array(port).optional().meta({
      description:
        'The TCP ports that let them in, 443 where none are named; with those of nodes and pods to which load balancers hand on what they take.',
    }),
  })
  .meta({ id: 'Client' });

const network = z.strictObject({
  egress: z.enum(['restricted', 'open']).optional().meta({
    description: 'Whether outbound traffic is limited to what rules allow (`restricted`) or not (`open`).',
  }),
  podCidrs: cidrs('The addresses of pods.'),
  serviceCidrs: cidrs('The addresses of Services (ClusterIPs).'),
  nodeCidrs: cidrs('The subnets of the nodes.'),
  controlPlaneCidrs: cidrs('The public IP range of the control plane. WSO2 tells you.'),
  cni: z.enum(cniIds).optional().meta({
    description:
      'What enforces pod policies. A private data plane installs cilium; `generic` judges by the words of the Kubernetes API alone.',
  }),
  backends: z.array(backend).optional().meta({
    description: 'Systems of yours that integrations call. They are expected, not surplus openings.',
  }),
  clients: z
    .array(client)
    .optional()
    .meta({ description: 'Who may enter from outside, by the API gateway. Without it, nobody is expected.' }),
  entries: z.array(entry).optional().meta({
    description:
      'What else may be reached from outside: Services, Ingresses and Gateways as namespace/name. The API gateway’s own need not be named.',
  }),
  path: z.array(pathLayer).optional().meta({
    description: 'The layers of rules that a packet passes, from the pod outward.',
  }),
  proxy: z
    .strictObject({
      url: proxyUrl,
      cidrs: cidrs('The proxy’s own addresses, where its URL names it.'),
      noProxy: z.array(text).optional().meta({
        description: 'What is called without the proxy: name endings such as .svc, host names, CIDRs.',
      }),
      caFile: described('The certificate authority of a proxy that opens TLS, relative to the plan.').optional(),
    })
    .optional()
    .meta({ description: 'The HTTP proxy that components are configured with.' }),
});

const signOff = z.strictObject({
  by: described('Who signed.'),
  on: day,
  planHash: described('The hash of the plan that was signed; a sign-off holds for that plan only.').optional(),
});
const owner = z
  .strictObject({
    who: described('A team or a person, best as an e-mail address.'),
    signedOff: signOff.optional().meta({ description: 'The owner’s consent.' }),
  })
  .meta({ id: 'Owner' });

const taskOwners = z
  .strictObject({
    responsible: owner.optional().meta({ description: 'Who does it on your side.' }),
    accountable: owner.optional().meta({ description: 'Who leads. Needed where both parties are accountable.' }),
    split: byId(partyIds, text)
      .optional()
      .meta({ description: 'What each party does of a shared task, in a sentence.' }),
  })
  .meta({ id: 'TaskOwners' });

const attestation = z
  .strictObject({
    control: z
      .union([z.enum(controlIds), text])
      .meta({ description: 'The control, or another requirement, or one check of the cluster, that is attested.' }),
    statement: described('What is stated, in a sentence that can be true or false.'),
    evidence: described('Where the proof is kept: a link, a ticket, a file relative to the plan.').optional(),
    by: described('Who states it.'),
    on: day,
    expires: day.optional().meta({ description: 'The last day on which it counts.' }),
    signature: z
      .strictObject({ algorithm: text, publicKey: text, value: text })
      .optional()
      .meta({ description: 'A detached signature over the statement.' }),
  })
  .meta({ id: 'Attestation' });

const waiver = z
  .strictObject({
    requirement: described(
      'The requirement that is waived, such as control.sast or connection.pdp-agent--control-plane, or one check of the cluster, such as PDP-SEC-007.',
    ),
    reason: described('Why the failure is accepted.'),
    owner: described('Who accepts it.'),
    expires: day,
  })
  .meta({ id: 'Waiver' });

/** By which labels the user finds a component, and whether they are sure of them. */
const componentChoices = z
  .strictObject({
    namespace: described('The namespace of the pods. Without it, any namespace.').optional(),
    selector: selector.optional().meta({
      description: 'Label selector of the component’s pods, in place of those in the profile.',
    }),
    confirmedSelector: z.boolean().optional().meta({
      description:
        'True once somebody has seen that these labels are the component’s here: then a cluster in which nothing has them fails, where it would be unknown.',
    }),
  })
  .meta({ id: 'ComponentSelector' });

export const planSchema = z
  .strictObject({
    apiVersion: z.literal('pdp-workbench/v1').meta({ description: 'The version of the plan’s form.' }),
    kind: z.literal('Plan'),
    metadata: z.strictObject({
      name: described('A short name, such as acme-prod.'),
      description: described('What this data plane is for.').optional(),
    }),
    edition: z.enum(editionIds).meta({ description: 'Which product the data plane belongs to.' }),
    managementModel: z.enum(managementModelIds).meta({
      description: 'Whose subscription it is and who runs it. Decides the responsibilities of all 16 tasks.',
    }),
    cloud: z.enum(cloudIds).meta({ description: 'Where the data plane runs.' }),
    region: described('The region, such as westeurope.').optional(),
    securityTier: z.enum(securityTierIds).meta({ description: 'The security tier that is wanted.' }),
    addOns: z.array(z.enum(addOnIds)).optional().meta({ description: 'Bought beside the tier.' }),
    network: network.optional().meta({ description: 'What you declare about your network.' }),
    connections: byId(connectionIds, connectionChoices).optional().meta({
      description:
        'What you know about the rows of the connectivity table. Rows not named keep the catalogue’s values.',
    }),
    profile: z.enum(selectorProfileIds).optional().meta({
      description: 'By which labels the components’ pods are found, if not said otherwise.',
    }),
    components: byId(componentIds, componentChoices).optional().meta({
      description: 'Selectors of your own for components, and your word that they are right.',
    }),
    allowedRegistries: z.array(registry).optional().meta({
      description:
        'Where images may come from: registries as images name them, such as acme.azurecr.io, with a path where only that is meant, such as ghcr.io/acme.',
    }),
    clusterAdministrators: z.array(text).optional().meta({
      description:
        'Who may administer the cluster: users and groups as its roles name them, service accounts as namespace/name.',
    }),
    answers: z
      .record(text, z.union([text, z.boolean(), z.number()]))
      .optional()
      .meta({ description: 'Answers to the questionnaire, by question.' }),
    owners: byId(taskIds, taskOwners).optional().meta({ description: 'Who owns which task.' }),
    attestations: z.array(attestation).optional().meta({
      description: 'What people vouch for because no tool can see it.',
    }),
    waivers: z.array(waiver).optional().meta({ description: 'Failures that are accepted for a time.' }),
  })
  .meta({ title: 'PDP Workbench plan', description: 'The plan of one WSO2 private data plane.' });

export type Plan = Readonly<z.infer<typeof planSchema>>;
export type PlanNetwork = NonNullable<Plan['network']>;
export type PathLayer = z.infer<typeof pathLayer>;
export type Backend = z.infer<typeof backend>;
export type PlanClient = z.infer<typeof client>;
export type ConnectionChoices = z.infer<typeof connectionChoices>;
export type TaskOwners = z.infer<typeof taskOwners>;
export type PlanAttestation = z.infer<typeof attestation>;
export type PlanWaiver = z.infer<typeof waiver>;
