/** The actions as most formats write them. */
export const word = { allow: 'Allow', deny: 'Deny' } as const;
