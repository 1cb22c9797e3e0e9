import { cloudIds, taskIds } from '../catalog/ids.ts';
import type { TaskId } from '../catalog/ids.ts';
import { cloudTitles } from './cloudTitles.ts';
import { editPlan } from './editPlan.ts';
import { layersOfCloud } from './layersOfCloud.ts';
import type { LayerKind, Plan } from './plan.ts';
import type { PlanPath } from './planPath.ts';
import { planSchemaAt } from './planSchemaAt.ts';

/**
 * The text of a fresh plan: valid at once, with a choice made for every question that must have one, and everything that is
 * still to be entered as a comment where it goes. It is written to be read: this is the first page of the program for
 * whoever starts on the command line.
 */
export function newPlan(name: string, { edition, managementModel, cloud, securityTier }: PlanChoices = {}): string {
  const made: MadeChoices = {
    edition: edition ?? firstChoices.edition,
    managementModel: managementModel ?? firstChoices.managementModel,
    cloud: cloud ?? firstChoices.cloud,
    securityTier: securityTier ?? firstChoices.securityTier,
  };
  const edits = Object.entries(made).map(([key, value]) => ({ path: [key], value }));
  const named = editPlan(template(made), [{ path: ['metadata', 'name'], value: name }, ...edits]);
  if (!named.ok) throw new Error(`The template of a plan can’t be given the name ${JSON.stringify(name)}.`);
  return named.value;
}

/** What every plan has to choose. */
type MadeChoices = Pick<Plan, 'edition' | 'managementModel' | 'cloud' | 'securityTier'>;
/** Of these, what has been chosen. */
export type PlanChoices = { readonly [Key in keyof MadeChoices]?: MadeChoices[Key] | undefined };

const firstChoices: MadeChoices = {
  edition: 'integration-platform',
  managementModel: 'self-managed',
  cloud: 'azure',
  securityTier: 'basic',
};

/** All values of a choice, the chosen one among them: the comment stays true when another is chosen. */
function choices(...path: PlanPath): string {
  const schema = planSchemaAt(path);
  const values = schema?.enum ?? schema?.items?.enum;
  if (values === undefined) throw new Error(`The schema has no choices at ${path.join('.')}.`);
  return values.join(schema?.enum === undefined ? ', ' : ' | ');
}

/** The layers of rules that a cloud brings, beside those that every cloud has. */
function describeLayers(): string {
  const everywhere: readonly string[] = layersOfCloud['on-premises'];
  return cloudIds
    .map((cloud) => ({ cloud, layers: layersOfCloud[cloud].filter((layer) => !everywhere.includes(layer)) }))
    .filter(({ layers }) => layers.length > 0)
    .map(({ cloud, layers }) => `  #   ${cloudTitles[cloud]} has ${layers.join(', ')}`)
    .join('\n');
}

/** Each layer of the cloud as it may be declared; a tier that asks for a network firewall has one to name. */
function exampleOfPath({ cloud, securityTier }: MadeChoices): string {
  const firewall = securityTier === 'premium' ? 'rules/firewall.json' : 'none';
  const declared: Readonly<Record<LayerKind, string>> = {
    'pod-policy': 'source: rules/kubernetes',
    'node-firewall': 'source: none',
    'azure-nsg': 'source: rules/nsg.json, attachedTo: [snet-aks]',
    'azure-firewall': `source: ${firewall}`,
    'aws-security-group': 'source: rules/aws, attachedTo: [sg-nodes]',
    'aws-network-acl': 'source: rules/aws, attachedTo: [subnet-nodes]',
    'aws-network-firewall': `source: ${firewall}`,
    'gcp-firewall': 'source: rules/gcp.json, attachedTo: [gke-nodes]',
    proxy: 'source: none',
    route: 'source: none',
  };
  return layersOfCloud[cloud].map((layer) => `  #   - {layer: ${layer}, ${declared[layer]}}`).join('\n');
}

const exampleRegions = {
  azure: 'westeurope',
  aws: 'eu-west-1',
  gcp: 'europe-west1',
  'on-premises': 'basel',
} as const satisfies Record<Plan['cloud'], string>;

/** Tasks of which both parties are accountable in some model, so that somebody leads; the last of them in every model. */
const sharedTasks: ReadonlySet<TaskId> = new Set(['network-management', 'firewall-rules', 'dns-management']);
const alwaysShared: TaskId = 'security-monitoring';

/** Every task, since who is asked for depends on the model. */
function exampleOfOwners(): string {
  return taskIds
    .map((task) => {
      const who = `{who: ${task.split('-')[0]}-team@example.com}`;
      if (sharedTasks.has(task)) return `#   ${task}: {responsible: ${who}, accountable: ${who}}`;
      if (task !== alwaysShared) return `#   ${task}: {responsible: ${who}}`;
      return `#   ${task}:
#     responsible: ${who}
#     accountable: ${who}
#     split: {WSO2: incidents of the platform, Customer: incidents of our integrations}`;
    })
    .join('\n');
}

const template = (made: MadeChoices): string => `# The plan of one private data plane. Keep it in git.
# What is open, and what contradicts itself:  pdp plan check FILE
# Who does what with these choices:           pdp raci --plan FILE
# What must be let through, and where to:     pdp connectivity --plan FILE
# Lines that begin with # wait for what only you or WSO2 can say.
apiVersion: pdp-workbench/v1
kind: Plan
metadata:
  name: my-data-plane

edition: integration-platform   # ${choices('edition')}
managementModel: self-managed   # ${choices('managementModel')}
cloud: azure                    # ${choices('cloud')}
# region: ${exampleRegions[made.cloud]}
securityTier: basic             # ${choices('securityTier')}
addOns: []                      # any of ${choices('addOns')}

network:
  egress: restricted            # ${choices('network', 'egress')}
  # What enforces pod policies; a private data plane installs cilium.
  cni: cilium                   # ${choices('network', 'cni')}
  # podCidrs: [10.20.0.0/16]
  # serviceCidrs: [10.30.0.0/16]
  # nodeCidrs: [10.10.0.0/20]
  # controlPlaneCidrs: []       # the public IP range of the control plane; ask WSO2
  # Systems of yours that integrations call:
  # backends:
  #   - {name: erp, cidrs: [10.80.0.0/16], ports: [443], via: vpn}
  # Every layer of rules that a packet passes, from the pod outward. A layer that you don't have is declared none;
  # one that is not declared keeps every connection unknown. Every cloud has pod-policy, node-firewall and proxy;
${describeLayers()}
  # path:
${exampleOfPath(made)}

# Where the twelve connections go. Public hosts are known; these are not.
# connections:
#   pdp-agent--control-plane: {hosts: []}                # ask WSO2
#   apim-adaptor--global-adaptor: {hosts: []}            # ask WSO2
#   flux-helm-controller--wso2-registry: {hosts: []}     # ask WSO2
#   pdp-agent--kubernetes-api: {cidrs: [], ports: [443]} # the API server, as rules see it; or 6443
#   secret-resolver--secret-store: {hosts: [], cidrs: []}
#   container-registry--internal-registry: {hosts: [], cidrs: []}
#   container-registry--public-registry: {notNeeded: why no images come from outside}
#   certificate-manager--azure-dns: {hosts: [management.azure.com, login.microsoftonline.com]} # or notNeeded

# Who does it on your side, task by task; leave out what WSO2 does in your model.
# Where both parties are accountable, name who leads and what each does.
# owners:
${exampleOfOwners()}

# Answers to what the documents leave open, where no other key says it.
# answers:
#   siem-tier-or-add-on: SIEM alerts are not a part of what we have.
#   supply-chain-extent: Image scanning and SAST are included.
#   installation-access: Contributor of one resource group.

# What people vouch for because no tool can see it.
# attestations:
#   - control: sast
#     statement: Every merge request is scanned, and findings rated high block it.
#     evidence: https://wiki.example.com/security/sast
#     by: security@example.com
#     on: 2026-11-01
#     expires: 2027-11-01

# Failures that are accepted for a time.
# waivers:
#   - requirement: connection.apim-enforcer--event-hub
#     reason: The firewall lets AMQP out from January on.
#     owner: net-team@example.com
#     expires: 2027-01-31
`;
