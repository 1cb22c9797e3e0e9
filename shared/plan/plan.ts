/**
 * The plan file: the user's choices, what they declare about their network, who owns what, and what they attest or waive.
 * Kept by the user in git; the one truth for all of it. The published JSON Schema is made from this schema.
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
} from '../catalog/catalog.ts';

const text = z.string().min(1);

/** An IPv4 or IPv6 prefix in CIDR notation. Whether it is well formed is judged by `parsePlan`, which can name the line. */
const cidr = text.meta({ description: 'An address range in CIDR notation, such as 10.20.0.0/16 or fd00:1::/48.' });
const port = z.int().min(1).max(65535);
const host = text.meta({ description: 'A host name; `*.example.com` covers names of any depth below example.com.' });
const day = z.iso.date().meta({ description: 'A day, as in 2026-11-02.' });

/** What can be entered for one row of the connectivity table. */
const connectionChoices = z.strictObject({
  hosts: z.array(host).optional(),
  cidrs: z.array(cidr).optional(),
  ports: z.array(port).optional(),
  failover: z
    .strictObject({ hosts: z.array(host).optional(), cidrs: z.array(cidr).optional(), ports: z.array(port).optional() })
    .optional()
    .meta({ description: 'The second site that must be reachable as well.' }),
  selector: text
    .optional()
    .meta({ description: 'Label selector of the pods that open it, in place of the profile’s.' }),
  namespace: text.optional(),
  notNeeded: text.optional().meta({ description: 'Why this data plane does without the connection.' }),
});

export const layerKinds = [
  'pod-policy',
  'node-firewall',
  'azure-nsg',
  'azure-firewall',
  'aws-security-group',
  'aws-network-acl',
  'aws-network-firewall',
  'gcp-firewall',
  'proxy',
  'route',
] as const;

const pathLayer = z.strictObject({
  layer: z.enum(layerKinds),
  source: text.meta({
    description: '`cluster`, `none` (there is no such layer), or a file or folder relative to the plan.',
  }),
  attachedTo: z
    .array(text)
    .optional()
    .meta({ description: 'What the rules are attached to: names or ids of subnets, security groups, NSGs or hosts.' }),
});

export const cniIds = ['cilium', 'calico', 'ovn-kubernetes', 'antrea', 'generic'] as const;

const network = z.strictObject({
  egress: z.enum(['restricted', 'open']).optional(),
  podCidrs: z.array(cidr).optional(),
  serviceCidrs: z.array(cidr).optional(),
  nodeCidrs: z.array(cidr).optional(),
  controlPlaneCidrs: z.array(cidr).optional(),
  cni: z.enum(cniIds).optional(),
  backends: z
    .array(
      z.strictObject({
        name: text,
        cidrs: z.array(cidr).optional(),
        hosts: z.array(host).optional(),
        ports: z.array(port).optional(),
        via: z.enum(['vpn', 'peering', 'internet', 'private-endpoint']).optional(),
      }),
    )
    .optional(),
  path: z.array(pathLayer).optional(),
  proxy: z.strictObject({ url: text, noProxy: z.array(text).optional(), caFile: text.optional() }).optional(),
});

const signOff = z.strictObject({ by: text, on: day, planHash: text.optional() });
const owner = z.strictObject({ who: text, signedOff: signOff.optional() });

const taskOwners = z.strictObject({
  responsible: owner.optional(),
  accountable: owner.optional(),
  /** What each party does of a shared task, in a sentence. */
  split: z.partialRecord(z.enum(partyIds), text).optional(),
});

const attestation = z.strictObject({
  control: z
    .union([z.enum(controlIds), text])
    .meta({ description: 'The control, or the requirement, that is attested.' }),
  statement: text,
  evidence: text.optional(),
  by: text,
  on: day,
  expires: day.optional(),
  signature: z.strictObject({ algorithm: text, publicKey: text, value: text }).optional(),
});

const waiver = z.strictObject({ requirement: text, reason: text, owner: text, expires: day });

/** A workload selector of the user's own, `a=b,c in (d,e)`. */
const selectorOverride = z.strictObject({ namespace: text.optional(), selector: text });

export const planSchema = z.strictObject({
  apiVersion: z.literal('pdp-workbench/v1'),
  kind: z.literal('Plan'),
  metadata: z.strictObject({ name: text, description: text.optional() }),
  edition: z.enum(editionIds),
  managementModel: z.enum(managementModelIds),
  cloud: z.enum(cloudIds),
  region: text.optional(),
  securityTier: z.enum(securityTierIds),
  addOns: z.array(z.enum(addOnIds)).optional(),
  network: network.optional(),
  connections: z.partialRecord(z.enum(connectionIds), connectionChoices).optional(),
  profile: z.enum(selectorProfileIds).optional(),
  components: z.partialRecord(z.enum(componentIds), selectorOverride).optional(),
  answers: z.record(text, z.union([text, z.boolean(), z.number()])).optional(),
  owners: z.partialRecord(z.enum(taskIds), taskOwners).optional(),
  attestations: z.array(attestation).optional(),
  waivers: z.array(waiver).optional(),
});

export type Plan = Readonly<z.infer<typeof planSchema>>;
export type PathLayer = z.infer<typeof pathLayer>;
export type LayerKind = (typeof layerKinds)[number];
export type Cni = (typeof cniIds)[number];
export type ConnectionChoices = z.infer<typeof connectionChoices>;
export type TaskOwners = z.infer<typeof taskOwners>;
export type PlanAttestation = z.infer<typeof attestation>;
export type PlanWaiver = z.infer<typeof waiver>;
