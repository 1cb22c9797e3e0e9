import azurePlan from '#resources/samples/azure-standard/plan.yaml?raw';
import azureNamespaces from '#resources/samples/azure-standard/rules/kubernetes/namespaces.yaml?raw';
import azurePolicies from '#resources/samples/azure-standard/rules/kubernetes/network-policies.yaml?raw';
import azureWorkloads from '#resources/samples/azure-standard/rules/kubernetes/workloads.yaml?raw';
import azureGroups from '#resources/samples/azure-standard/rules/nsg.json?raw';

/** The samples that come with the program, by name: a plan, and what it refers to, by their place beside it. */
export const embeddedSamples: Readonly<Record<string, readonly { readonly path: string; readonly text: string }[]>> = {
  'azure-standard': [
    { path: 'plan.yaml', text: azurePlan },
    { path: 'rules/kubernetes/namespaces.yaml', text: azureNamespaces },
    { path: 'rules/kubernetes/network-policies.yaml', text: azurePolicies },
    { path: 'rules/kubernetes/workloads.yaml', text: azureWorkloads },
    { path: 'rules/nsg.json', text: azureGroups },
  ],
};
