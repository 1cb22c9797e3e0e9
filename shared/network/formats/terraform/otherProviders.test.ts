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
    ['kubectl_manifest', { yaml_body: 'apiVersion: "networking.k8s.io/v1"\nkind: NetworkPolicy\n' }, ['pod-policy']],
  ])('leaves unknown what it may decide, and is told: %s', (type, values, layers) => {
    const rules = readPlanOf(type, values);
    expect([...rules.clouded.keys()]).toEqual(layers);
    expect(rules.problems).toMatchObject([{ file: 'plan.json', severity: 'error' }]);
    expect(rules.problems[0]?.message).toContain(`${type}.one`);
  });

  it.each<[type: string, values: Values]>([
    ['azapi_resource', { type: 'Microsoft.Storage/storageAccounts@2024-01-01' }],
    ['azapi_resource', {}],
    ['azurerm_resource_group_template_deployment', { template_content: armTemplate('Microsoft.Logic/workflows') }],
    ['azurerm_resource_group_template_deployment', { template_content: 'no template' }],
    ['aws_cloudformation_stack', { template_body: stackOf('AWS::S3::Bucket') }],
    ['awscc_ec2_instance', {}],
    ['awscc_ec2_transit_gateway_route', {}],
    ['kubernetes_manifest', policy('ConfigMap', 'v1')],
    ['kubernetes_manifest', {}],
    ['kubectl_manifest', { yaml_body: 'apiVersion: v1\nkind: Service\n' }],
    ['kubectl_manifest', {}],
  ])('that bears on no egress clouds nothing: %s', (type, values) => {
    const rules = readPlanOf(type, values);
    expect([rules.clouded.size, rules.problems]).toEqual([0, []]);
  });
});
