/**
 * Resources of other providers that make things in the same clouds, and rules for pods: none of it is judged, and what it may
 * decide is told. Source: the documentation of azure/azapi, hashicorp/awscc and hashicorp/kubernetes.
 */
import type { LayerKind } from '../../../plan/plan.ts';
import { typesIn } from '../azure/armTemplate.ts';
import { layersOfType } from '../azure/azureKinds.ts';
import { isPolicyKind } from '../kubernetes/foreignPolicies.ts';
import { groupOf } from '../kubernetes/manifestObject.ts';
import { isRecord, parseRecord, textOf } from '../../jsonFields.ts';
import type { JsonRecord } from '../../jsonFields.ts';
import type { TerraformResource } from './terraformPlan.ts';
import type { CloudTranslator, Trouble } from './translation.ts';

const securityGroups: readonly LayerKind[] = ['aws-security-group'];
const networkAcls: readonly LayerKind[] = ['aws-network-acl'];
const routes: readonly LayerKind[] = ['route'];
const networkFirewalls: readonly LayerKind[] = ['aws-network-firewall'];

export const otherProvidersTranslator: CloudTranslator = {
  knownTypes: new Set(),
  bearing: [
    { form: /^awscc_ec2_security_group/, layers: securityGroups },
    { form: /^awscc_ec2_(?:subnet_)?network_acl/, layers: networkAcls },
    { form: /^awscc_ec2_(?:(?:subnet|gateway)_)?route(?:_|$)/, layers: routes },
    { form: /^awscc_networkfirewall_/, layers: networkFirewalls },
    { form: /^kubernetes_network_policy(?:_v1)?$/, layers: ['pod-policy'] },
  ],
  translate: (planned) => ({
    documents: [],
    troubles: planned.of(...writers.keys()).flatMap(({ resource }) => findTrouble(resource)),
  }),
};

/** Nothing of what it says is shown: it may hold passwords. */
function findTrouble({ type, address, path, values }: TerraformResource): readonly Trouble[] {
  const layers = new Set(writers.get(type)?.(values) ?? []);
  if (layers.size === 0) return [];
  return [{ path, message: `What ${address} makes bears on egress, and is not judged.`, layers: [...layers] }];
}

type Values = TerraformResource['values'];

/** Types of resources that make whatever is written in them, and the layers on which that bears. */
const writers: ReadonlyMap<string, (values: Values) => readonly LayerKind[]> = new Map([
  ['azapi_resource', layersOfAzureType],
  ['azapi_update_resource', layersOfAzureType],
  ['azurerm_resource_group_template_deployment', layersOfAzureTemplate],
  ['azurerm_subscription_template_deployment', layersOfAzureTemplate],
  ['azurerm_template_deployment', layersOfAzureTemplate],
  ['aws_cloudformation_stack', layersOfStack],
  ['kubernetes_manifest', layersOfManifest],
  ['kubectl_manifest', layersOfYaml],
]);

/** `Microsoft.Network/networkSecurityGroups@2024-05-01`. */
function layersOfAzureType({ type }: Values): readonly LayerKind[] {
  return layersOfType(textOf(type)?.split('@')[0] ?? '');
}

function layersOfAzureTemplate({ template_content: content, template_body: body }: Values): readonly LayerKind[] {
  const template = parseRecord(textOf(content) ?? textOf(body) ?? '');
  return [...typesIn(template)].flatMap(layersOfType);
}

function layersOfStack({ template_body: body }: Values): readonly LayerKind[] {
  const template = textOf(body) ?? '';
  return typesInStacks.flatMap(({ form, layers }) => (form.test(template) ? layers : []));
}

const typesInStacks = [
  { form: /\bAWS::EC2::SecurityGroup/, layers: securityGroups },
  { form: /\bAWS::EC2::(?:Subnet)?NetworkAcl/, layers: networkAcls },
  { form: /\bAWS::EC2::(?:Subnet)?Route/, layers: routes },
  { form: /\bAWS::NetworkFirewall::/, layers: networkFirewalls },
];

function layersOfManifest({ manifest }: Values): readonly LayerKind[] {
  return isRecord(manifest) ? layersOfObject(manifest) : [];
}

/** One object, as the provider takes no more. */
function layersOfYaml({ yaml_body: body }: Values): readonly LayerKind[] {
  const [apiVersion, kind] = ['apiVersion', 'kind'].map(
    (key) => new RegExp(`^${key}:[ \\t]*["']?([\\w./-]+)`, 'm').exec(textOf(body) ?? '')?.[1],
  );
  return layersOfObject({ apiVersion, kind });
}

function layersOfObject({ apiVersion, kind }: JsonRecord): readonly LayerKind[] {
  const isPolicy = isPolicyKind(groupOf(textOf(apiVersion) ?? ''), textOf(kind) ?? '');
  return isPolicy ? ['pod-policy'] : [];
}
