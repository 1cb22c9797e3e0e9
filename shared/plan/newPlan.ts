import { editPlan } from './editPlan.ts';

/**
 * The text of a fresh plan: valid at once, with a choice made for every question that must have one, and everything that is
 * still to be entered as a comment where it goes. It is written to be read: this is the first page of the program for
 * whoever starts on the command line.
 */
export function newPlan(name: string): string {
  const named = editPlan(template, [{ path: ['metadata', 'name'], value: name }]);
  if (!named.ok) throw new Error(`The template of a plan can’t be given the name ${JSON.stringify(name)}.`);
  return named.value;
}

const template = `# The plan of one private data plane. Keep it in git.
# What is open, and what contradicts itself:  pdp plan check FILE
# Who does what with these choices:           pdp raci --plan FILE
# What must be let through, and where to:     pdp connectivity --plan FILE
# Lines that begin with # wait for what only you or WSO2 can say.
apiVersion: pdp-workbench/v1
kind: Plan
metadata:
  name: my-data-plane

edition: integration-platform   # devant | developer-platform | choreo
managementModel: self-managed   # wso2-subscription | customer-subscription
cloud: azure                    # aws | gcp | on-premises
# region: westeurope
securityTier: basic             # standard | premium
addOns: []                      # siem, soc

network:
  egress: restricted            # open
  cni: cilium                   # what enforces pod policies; a private data plane installs cilium
  # podCidrs: [10.20.0.0/16]
  # serviceCidrs: [10.30.0.0/16]
  # nodeCidrs: [10.10.0.0/20]
  # controlPlaneCidrs: []       # the public IP range of the control plane; ask WSO2
  # Systems of yours that integrations call:
  # backends:
  #   - {name: erp, cidrs: [10.80.0.0/16], ports: [443], via: vpn}
  # Every layer of rules that a packet passes, from the pod outward. A layer that you don't have is declared none;
  # one that is not declared keeps every connection unknown.
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
#   pdp-agent--kubernetes-api: {cidrs: [], ports: [443]} # the API server, as rules see it
#   secret-resolver--secret-store: {hosts: [], cidrs: []}
#   container-registry--internal-registry: {hosts: [], cidrs: []}
#   container-registry--public-registry: {notNeeded: why no images come from outside}

# Who does it on your side, task by task. Both parties accountable: name who leads, and what each does.
# owners:
#   network-management: {responsible: {who: net-team@example.com}}
#   security-monitoring:
#     accountable: {who: security@example.com}
#     split: {WSO2: …, Customer: …}

# What people vouch for because no tool can see it, and failures that are accepted for a time.
# attestations:
#   - {control: sast, statement: …, evidence: …, by: …, on: 2026-11-01, expires: 2027-11-01}
# waivers:
#   - {requirement: control.sast, reason: …, owner: …, expires: 2027-01-01}
`;
