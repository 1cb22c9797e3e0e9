/** Why what goes by something that no dump of a packet filter shows stays unknown. */
export const marks = 'Which marks the packet carries is not known: what sets them may be outside of these rules.';
export const process = 'Which process sends the packet is not known.';
export const content = 'What the packet carries is not known.';
export const journey = 'How the packet is marked, and how far it came, is not known.';
export const tracked = 'What connection tracking holds of the connection is not followed.';
