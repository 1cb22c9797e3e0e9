/** What stands in a document that is made of a plan where the plan has no value: no reader takes it for one that it knows. */
export const notYetKnown = 'known after the apply';
