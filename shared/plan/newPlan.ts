import { cloudIds } from '../catalog/ids.ts';
import { cloudTitles } from './cloudTitles.ts';
import { editPlan } from './editPlan.ts';
import { layersOfCloud } from './layersOfCloud.ts';
import type { PlanPath } from './planPath.ts';
import { planSchemaAt } from './planSchemaAt.ts';

/**
 * The text of a fresh plan: valid at once, with a choice made for every question that must have one, and everything that is
 * still to be entered as a comment where it goes. It is written to be read: this is the first page of the program for
 * whoever starts on the command line.
 */
export function newPlan(name: string): string {
  const named = editPlan(template(), [{ path: ['metadata', 'name'], value: name }]);
  if (!named.ok) throw new Error(`The template of a plan can’t be given the name ${JSON.stringify(name)}.`);
  return named.value;
}

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

const template = (): string => `# The plan of one private data plane. Keep it in git.
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
# region: westeurope
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
  #   - {layer: pod-policy, source: rules/kubernetes}
  #   - {layer: node-firewall, source: none}
  #   - {layer: azure-nsg, source: rules/nsg.json, attachedTo: [snet-aks]}
  #   - {layer: azure-firewall, source: none}
  #   - {layer: proxy, source: none}

# Where the twelve connections go. Public hosts are known; these are not.
# connections:
#   pdp-agent--control-plane: {hosts: []}                # ask WSO2
#   apim-adaptor--global-adaptor: {hosts: []}            # ask WSO2
#   flux-helm-controller--wso2-registry: {hosts: []}     # ask WSO2
#   pdp-agent--kubernetes-api: {cidrs: [], ports: [443]} # the API server, as rules see it; or 6443
#   secret-resolver--secret-store: {hosts: [], cidrs: []}
#   container-registry--internal-registry: {hosts: [], cidrs: []}
#   container-registry--public-registry: {notNeeded: why no images come from outside}

# Who does it on your side, task by task. Both parties accountable: name who leads, and what each does.
# owners:
#   network-management: {responsible: {who: net-team@example.com}}
#   security-monitoring:
#     accountable: {who: security@example.com}
#     split: {WSO2: incidents of the platform, Customer: incidents of our integrations}

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
