/** What checks of nodes say of a cluster without any. */
export const noNodes = {
  title: 'The cluster has no nodes',
  text: 'The list of nodes is empty.',
  remedy: 'Add nodes to the cluster, and audit again.',
};
