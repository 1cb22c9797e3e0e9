import { describe, expect, it } from 'vitest';
import type { LayerKind } from '../../../plan/plan.ts';
import { readTerraform } from './testing/askTerraform.ts';
import { made } from './testing/made.ts';
import { planOf } from './testing/planOf.ts';
import type { PlannedResource } from './testing/planOf.ts';

type Values = PlannedResource['values'];

function readPlanOf(type: string, values: Values): ReturnType<typeof readTerraform> {
  return readTerraform({ 'plan.json': planOf([made(`${type}.one`, values)]) });
}

const armTemplate = (type: string): string => JSON.stringify({ $schema: 'x', resources: [{ type, name: 'a' }] });
const stackOf = (type: string): string => `Resources:\n  One:\n    Type: ${type}\n`;
const nested = (properties: Values): string =>
  JSON.stringify({ resources: [{ type: 'Microsoft.Resources/deployments', name: 'a', properties }] });
const azure: readonly LayerKind[] = ['azure-nsg', 'azure-firewall', 'route'];
const aws: readonly LayerKind[] = ['aws-security-group', 'aws-network-acl', 'route', 'aws-network-firewall'];
const inner = { resources: [{ type: 'Microsoft.Network/azureFirewalls', name: 'b' }] };
const generating = {
  apiVersion: 'kyverno.io/v1',
  kind: 'ClusterPolicy',
  spec: { rules: [{ generate: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', clone: { name: 'a' } } }] },
};
const yamlPolicy = 'apiVersion: "networking.k8s.io/v1"\nkind: NetworkPolicy\n';
const policy = (kind: string, apiVersion = 'networking.k8s.io/v1'): Values => ({ manifest: { apiVersion, kind } });

describe('a resource of another provider', () => {
  it.each<[type: string, values: Values, layers: readonly LayerKind[]]>([
    ['azapi_resource', { type: 'Microsoft.Network/networkSecurityGroups@2024-05-01', body: {} }, ['azure-nsg']],
    [
      'azapi_update_resource',
      { type: 'Microsoft.Network/routeTables/routes@2024-05-01', body: {} },
      ['azure-firewall', 'route'],
    ],
    [
      'azurerm_resource_group_template_deployment',
      { template_content: armTemplate('Microsoft.Network/azureFirewalls') },
      ['azure-firewall'],
    ],
    [
      'azurerm_template_deployment',
      { template_body: armTemplate('Microsoft.Network/networkSecurityGroups/securityRules') },
      ['azure-nsg'],
    ],
    ['aws_cloudformation_stack', { template_body: stackOf('AWS::EC2::SecurityGroupEgress') }, ['aws-security-group']],
    ['aws_cloudformation_stack', { template_body: stackOf('AWS::EC2::NetworkAclEntry') }, ['aws-network-acl']],
    ['aws_cloudformation_stack', { template_body: stackOf('AWS::EC2::SubnetRouteTableAssociation') }, ['route']],
    [
      'aws_cloudformation_stack',
      { template_body: stackOf('AWS::NetworkFirewall::RuleGroup') },
      ['aws-network-firewall'],
    ],
    ['awscc_ec2_security_group_egress', {}, ['aws-security-group']],
    ['awscc_ec2_subnet_network_acl_association', {}, ['aws-network-acl']],
    ['awscc_ec2_route', {}, ['route']],
    ['awscc_networkfirewall_firewall_policy', {}, ['aws-network-firewall']],
    ['kubernetes_network_policy_v1', {}, ['pod-policy']],
    ['kubernetes_manifest', policy('NetworkPolicy'), ['pod-policy']],
    ['kubernetes_manifest', policy('CiliumNetworkPolicy', 'cilium.io/v2'), ['pod-policy']],
    ['kubectl_manifest', { yaml_body: yamlPolicy }, ['pod-policy']],
    [
      'kubectl_manifest',
      { yaml_body: '"apiVersion": "networking.k8s.io/v1"\n"kind": "NetworkPolicy"\n' },
      ['pod-policy'],
    ],
    ['kubectl_manifest', { yaml_body: JSON.stringify(policy('NetworkPolicy').manifest) }, ['pod-policy']],
    ['kubectl_manifest', { yaml_body: `apiVersion: v1\nkind: Service\n---\n${yamlPolicy}` }, ['pod-policy']],
    ['kubernetes_manifest', { manifest: generating }, ['pod-policy']],
    ['azurerm_subscription_template_deployment', { template_content: nested({ template: inner }) }, ['azure-firewall']],
  ])('leaves unknown what it may decide, and is told: %s', (type, values, layers) => {
    const rules = readPlanOf(type, values);
    expect(rules.problems[0]?.remedy).toMatch(/^Once it is there, give what `aws`, .+ in place of the plan\.$/);
    expect([...rules.clouded.keys()]).toEqual(layers);
    expect(rules.problems).toMatchObject([{ file: 'plan.json', severity: 'error' }]);
    expect(rules.problems[0]?.message).toContain(`${type}.one`);
  });

  it.each<[what: string, type: string, values: Values, layers: readonly LayerKind[]]>([
    ['no type', 'azapi_resource', {}, azure],
    ['a deployment', 'azapi_resource', { type: 'Microsoft.Resources/deployments@2024-03-01', body: {} }, azure],
    ['a template spec', 'azurerm_resource_group_template_deployment', { template_spec_version_id: '/a' }, azure],
    ['no template', 'azurerm_tenant_template_deployment', { template_content: 'no template' }, azure],
    ['nothing', 'azurerm_management_group_template_deployment', {}, azure],
    [
      'a template that another refers to',
      'azurerm_template_deployment',
      { template_body: nested({ templateLink: { uri: 'https://a.example/t.json' } }) },
      azure,
    ],
    ['a template elsewhere', 'aws_cloudformation_stack', { template_url: 'https://a.example/t.yaml' }, aws],
    ['stacks within', 'aws_cloudformation_stack', { template_body: stackOf('AWS::CloudFormation::Stack') }, aws],
    ['a module', 'aws_cloudformation_stack_set', { template_body: stackOf('Own::Network::Nodes::MODULE') }, aws],
    ['nothing', 'aws_cloudformation_stack_set', {}, aws],
    ['nothing', 'kubernetes_manifest', {}, ['pod-policy']],
    ['an object without kind', 'kubernetes_manifest', { manifest: { apiVersion: 'v1' } }, ['pod-policy']],
    ['nothing', 'kubectl_manifest', {}, ['pod-policy']],
    ['no YAML', 'kubectl_manifest', { yaml_body: 'apiVersion: [' }, ['pod-policy']],
  ])('that doesn’t tell what it makes may make anything, and is told: %s of %s', (_what, type, values, layers) => {
    const rules = readPlanOf(type, values);
    expect([...rules.clouded.keys()]).toEqual(layers);
    expect(rules.problems).toMatchObject([{ file: 'plan.json', severity: 'error' }]);
    expect(rules.problems[0]?.message).toContain(`${type}.one makes is not told whole`);
    expect(rules.problems[0]?.remedy).toContain('in place of the plan');
  });

  it('may make anything where only the apply tells what', () => {
    const body = { manifest: { apiVersion: 'v1', kind: 'Service', metadata: {} } };
    const cloudedBy = (unknown: Values): readonly LayerKind[] => [
      ...readTerraform({ 'plan.json': planOf([made('kubernetes_manifest.one', body, {}, unknown)]) }).clouded.keys(),
    ];
    expect(cloudedBy({ manifest: { metadata: { name: true } } })).toEqual([]);
    expect(cloudedBy({ manifest: true })).toEqual(['pod-policy']);
  });

  it.each<[type: string, values: Values]>([
    ['azapi_resource', { type: 'Microsoft.Storage/storageAccounts@2024-01-01' }],
    ['azurerm_resource_group_template_deployment', { template_content: armTemplate('Microsoft.Logic/workflows') }],
    ['aws_cloudformation_stack', { template_body: stackOf('AWS::S3::Bucket') }],
    ['awscc_ec2_instance', {}],
    ['awscc_ec2_transit_gateway_route', {}],
    ['kubernetes_manifest', policy('ConfigMap', 'v1')],
    ['kubectl_manifest', { yaml_body: 'apiVersion: v1\nkind: Service\n' }],
    ['kubectl_manifest', { yaml_body: JSON.stringify(policy('ConfigMap', 'v1').manifest) }],
  ])('that bears on no egress clouds nothing: %s', (type, values) => {
    const rules = readPlanOf(type, values);
    expect([rules.clouded.size, rules.problems]).toEqual([0, []]);
  });
});
