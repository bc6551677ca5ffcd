// The few parts of Element Plus that the desk uses; everything else stays out of the bundle.
import { ElButton, ElDialog, ElInput, ElSkeleton, ElSkeletonItem } from 'element-plus'
import 'element-plus/es/components/base/style/css'
import 'element-plus/es/components/button/style/css'
import 'element-plus/es/components/dialog/style/css'
import 'element-plus/es/components/input/style/css'
import 'element-plus/es/components/message/style/css'
import 'element-plus/es/components/skeleton/style/css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import type { App } from 'vue'

export function install_elements(app: App): void {
  for (const part of [ElButton, ElDialog, ElInput, ElSkeleton, ElSkeletonItem]) app.component(part.name!, part)
}

declare module 'vue' {
  export interface GlobalComponents {
    ElButton: typeof ElButton
    ElDialog: typeof ElDialog
    ElInput: typeof ElInput
    ElSkeleton: typeof ElSkeleton
  }
}
