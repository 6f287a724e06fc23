interface Options {
  executablePath: string
  args: string[]
}
export const launchOptions: Options
export const quickLaunchOptions: Options
