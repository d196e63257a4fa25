/** The collection of whatever names none. */
export const defaultCollection = 'main';
