/** The partition (table Control) of everything that can hold work back, so that one read brings it all. */
export const pausesScope = 'pauses';
