import { isContentPair, isContentWord } from '../text-terms.ts';

// Words of general Chinese (Simplified) that name no matter: time, degree, manner, talk, address, and what a voice line is.
const plain = new Set(
  `今天 明天 昨天 后天 前天 今年 明年 去年 刚刚 刚才 马上 立刻 现在 目前 当时 当天 当日 每天 每月 上周 下周 上月 下月 本月 上午 下午 中午 晚上 早上 凌晨 周一 周二 周三 周四 周五 周六 周日 星期一 星期二 星期三 星期四 星期五 星期六 星期天 星期日 礼拜 月底 月初 年底 年初 小时 分钟 几天 几年 几次 最近 之后 以后 之前 以前 后来 后面 前面 时间 日期 期间 时候 平时 一直 经常 总是 再次 重新 首先 最后 然后 接着 已经 正在 曾经 其实 确实 真的 当然 肯定 一定 大概 可能 好像 应该 必须 只能 只有 只要 只是 就是 还是 或者 而且 不过 但是 可是 所以 因为 如果 虽然 由于 关于 根据 按照 通过 经过 为了 除了 直接 全部 所有 其他 另外 有些 一些 一样 一般 正常 最高 最低 最晚 最早 不能 不会 不要 不用 不行 不是 没有 没法 没事 可以 能够 需要 想要 觉得 认为 知道 明白 理解 清楚 看看 看到 听到 听说 说话 讲话 告诉 回答 回复 回电 解释 说明 建议 提醒 提供 提交 进行 处理 办理 受理 登记 记录 记得 忘记 确认 核对 核实 核验 验证 查看 查到 看见 收到 拿到 等等 稍等 等待 帮忙 帮助 麻烦 打扰 谢谢 感谢 抱歉 道歉 再见 放心 着急 您好 你好 先生 女士 小姐 太太 姑娘 小伙子 阿姨 叔叔 大爷 大妈 大哥 大姐 师傅 老师 老板 朋友 同事 家人 妈妈 爸爸 母亲 父亲 儿子 女儿 孩子 老公 老婆 丈夫 妻子 妹妹 弟弟 哥哥 姐姐 爷爷 奶奶 外婆 外公 对方 别人 人家 自己 本人 大家 客户 顾客 用户 我们 你们 他们 咱们 客服 坐席 经理 主管 领导 部门 总行 分行 支行 银行 公司 单位 电话 来电 号码 手机 短信 邮箱 邮件 名字 姓名 编号 工号 尾号 系统 页面 问题 情况 事情 东西 地方 方面 原因 结果 办法 方式 方法 内容 信息 材料 资料 意见 意思 部分 全额 金额 数字 多少 工作日 个工 人民币 百分之 方便 不好 好的 对的 是的 行了 算了 反正 究竟 到底 居然 竟然 突然 当初 本来 原来 终于 赶紧 尽快 尽量 最多 最少 至少 左右 以上 以下 以内 之间 里面 外面 上面 下面 旁边 那边 这边 每次 这次 上次 下次 打电话 多少钱 差不多 怎么办 什么时候 为什么 等一下 好几 天天 身份证 说清楚 不知道 没关系 有没有 是不是 能不能 要不要 会不会 对不起 不好意思 看不到 听不到 这样的 第一 第二 第三 第一次 一共 总共 比如 例如 什么 怎么 哪里 哪个 多久 几个 多长 为何`.split(
    /\s+/,
  ),
);
// Numbers, measure words and characters of grammar, which begin, end or join no phrase alone.
const lone = new Set(
  '一二三四五六七八九十百千万亿零两几多少个张笔条次份家位项套件封部台期天年月日号元块毛分角点时秒周岁名句段页层号遍趟件把只支本首口辆间所座栋些种类样般回下上里外前后左右中内间旁边东西南北大小高低长短新旧好坏快慢早晚先再又才刚将曾正在着过吧吗呢啊的地得了是有没不很太更最都也还就只能会要想去来到从向往在于和跟与或及而且但若如因为所以对给把被让叫请问说讲看听做用等打找拿放开关走到行成按照经由据即便各每某该此其何谁哪怎么您你我他她它们咱自己人事话里然吃喝买卖站坐'.split(
    '',
  ),
);

const weekday = /(?:星期|礼拜|周)[一二三四五六日天]?$/;

/** Whether a Chinese word (Simplified) may stand in a phrase that names a matter. */
export function isPhraseWord(word: string): boolean {
  if (word.length === 1) return !lone.has(word);
  if (plain.has(word) || weekday.test(word)) return false;
  // An office of the institution says who acts, not what about.
  if (/(?:部|处|科|中心|小组)$/.test(word) && word.length > 2) return false;
  if (/^[一二三四五六七八九十百千万两零几]+[\u4e00-\u9fff]?$/.test(word)) return false;
  return word.length !== 2 || isContentPair(word[0] ?? '', word[1] ?? '');
}

// The same for English.
const plainEnglish = new Set(
  `ask asks asked asking answer answered say says saying tell tells telling use uses used using ring rang hear heard happen happened happens start started stop stopped end ended
  whole half part full able whether else though although instead rather quite pretty exactly simply certainly definitely possible important different
  fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second thirtieth thirty-first
  past ago later earlier soon already yet around between against within without until since during next previous
  chinese english american british husband wife mother father son daughter friend colleague people person man woman kid kids child children
  line number detail details information place side point case reason matter situation moment hold wait waiting check checked checking look looked find found show shows showed`.split(
    /\s+/,
  ),
);

/** What was made unreadable before it came here: a run of crosses or stars. */
export const hiddenText = /\bx{2,}\b|[*＊×]{2,}/i;

/** Whether an English word in small letters may stand in a phrase that names a matter. */
export function isEnglishPhraseWord(word: string): boolean {
  return (
    isContentWord(word) && !hiddenText.test(word) && !/'(?:re|ve|ll|d|m|t|s)$/.test(word) && !plainEnglish.has(word)
  );
}
