const toModels = [
  /\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|above|previous|prior|earlier|guideline|polic)/i,
  /\b(?:system prompt|developer mode|jailbreak|as an ai|you are now|act as|pretend (?:to be|you)|language model|ai assistant)\b/i,
  /(?:^|[\n.!?。！？;；])\s*(?:#+\s*)?(?:system|assistant|user|developer|tool|human)\s*(?:[:：>]|message)/i,
  /<\|?\/?(?:im_start|im_end|system|assistant|user|tool|function|endoftext|s|inst)\b[^>]*>|\[\/?INST\]/i,
  /(?:忽略|无视|忘记|忘掉|不要理会|跳过).{0,12}(?:指令|指示|提示|规则|要求|设定|上文|以上|之前|前面)/u,
  /(?:系统提示|开发者模式|越狱|你现在是|扮演|作为(?:一个|一名)?(?:ai|人工智能|语言模型)|大模型|人工智能助手)/iu,
];

/** Whether a text speaks to a model (its rules, its role) and not to people; such words are neither passed on nor shown. */
export const speaksToModels = (text: string): boolean =>
  toModels.some((pattern) => pattern.test(text.normalize('NFKC')));

const active =
  /(?:[a-z][a-z0-9+.-]*:\/\/|\bwww\.|\b[\w.+-]+@[\w-]+\.|\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|cn|xyz|top|info|biz|co|me|app|dev|ru|tk)\b|!?\[[^\]]*\]\([^)]*\)|<[a-z/!][^>]*>|```|\{\s*"|\b(?:function|tool)_?call\b|javascript:|data:)/i;

/** Whether a text holds a link, an address, markup or a call of a tool. */
export const isActive = (text: string): boolean => active.test(text.normalize('NFKC'));
