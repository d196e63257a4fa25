// Surnames of mainland China, Hong Kong and Taiwan by frequency, both scripts; characters that are function words in
// speech far more often than surnames are left to the cues that only a name can follow.
const single =
  '王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鐘鍾汪田任姜范範方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫芦蘆季俞章鲁魯葛伍韦韋申尤毕畢聂聶丛叢焦向柳邢路岳齐齊沿梅莫庄莊辛管祝左涂谷祁时時舒耿牟卜詹关關苗凌费費纪紀靳盛童欧歐甄项項曲成游阳陽裴席卫衛查屈鲍鮑位覃霍翁隋植甘景薄单單包司柏宁寧柯阮桂闵閔解强強柴华華车車冉房边邊辜吉饶饒刁瞿戚丘古米池滕晋晉苑邬鄔臧畅暢宫宮苟全褚廉简簡娄婁盖蓋符奚木穆党燕郎邸冀谈談姬屠连連郜晏栾欒郁商蒙计計喻揭窦竇迟遲宇敖糜鄢冷卓花仇艾蓝藍都巩鞏稽井练練仲乐樂虞卞封竺冼原官衣楚佟栗匡宗应應台巫鞠僧桑荆荊谌諶银銀扬揚明沙薄伏岑习習胥保和蔺藺邝鄺阚闞麦麥岑佘敬仝荀逯幸宦茅丰豐';
const compound =
  '万俟 司马 上官 欧阳 夏侯 诸葛 闻人 东方 赫连 皇甫 尉迟 公羊 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 公孙 仲孙 轩辕 令狐 钟离 宇文 长孙 慕容 鲜于 闾丘 司徒 司空 亓官 司寇 子车 颛孙 端木 巫马 公西 漆雕 乐正 壤驷 公良 拓跋 夹谷 宰父 谷梁 段干 百里 东郭 南门 呼延 归海 羊舌 微生 梁丘 左丘 东门 西门 南宫 第五 独孤 太史 纳兰 叶赫 那拉 完颜 耶律 北堂 西郭 南郭 即墨 贺兰 宇文 斛律 屈突 达奚 哥舒 范姜 萬俟 司馬 歐陽 諸葛 聞人 東方 赫連 尉遲 澹臺 濮陽 單于 公孫 仲孫 軒轅 鍾離 長孫 鮮于 閭丘 子車 顓孫 巫馬 樂正 壤駟 夾谷 穀梁 段幹 東郭 南門 歸海 東門 西門 南宮 獨孤 納蘭 葉赫 完顏 賀蘭 達奚 範姜'.split(
    ' ',
  );
const doubtful = new Set(
  '于方高金白安万萬全和时時向任成常解包单單关關车車路房费費都明来來连連计計谈談应應原官司位查商保温溫文石马馬江田花武游管项項强強简簡华華党木米古木银銀景台阳陽沿席边邊池曲章封盛景易冷习習'.split(
    '',
  ),
);
for (const surname of ['第五', '百里', '南门', '南門', '东门', '東門', '西门', '西門', '微生', '太史'])
  doubtful.add(surname);

const surnames = new Set(single.split(''));
const compounds = new Set(compound);

// Behind 第五: the fifth article, time, day and so on.
const counted =
  /[条條章节節款项項个個位名次天年月日周週期号號楼樓层層类類级級批步点點种種排届屆代回张張份件笔筆遍轮輪季卷篇部页頁版行列]/;

/** Length of the surname that the text begins with at `i`: 2, 1, or 0 for none. */
export function surnameLength(text: string, i: number): 0 | 1 | 2 {
  const two = text.slice(i, i + 2);
  if (compounds.has(two) && !(two === '第五' && counted.test(text[i + 2] ?? ''))) return 2;
  return surnames.has(text[i] ?? '') ? 1 : 0;
}

/** Whether the surname is also a common word, so that it needs more than a weak cue. */
export function isDoubtfulSurname(surname: string): boolean {
  return doubtful.has(surname);
}
