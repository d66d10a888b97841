import { SettingsPage } from '../settings-page.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { NameSection } from './name-section.tsx';
import { PasswordSection } from './password-section.tsx';

export function PreferencesPage() {
  return (
    <SettingsPage title="Preferences" lead="About you. Nobody else's screen changes with it.">
      <AppearanceSection />
      <NameSection />
      <PasswordSection />
    </SettingsPage>
  );
}
